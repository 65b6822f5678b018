package io.penstock.app;

import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Says which port could not be had, and what to do. */
final class Listening {

    private Listening() {}

    /**
     * A failure to listen, in words that name the address and the setting; any other failure as it is.
     *
     * @param setting what the port is set by, such as {@code server.port}
     */
    static Throwable explain(Throwable failure, String host, int port, String setting) {
        String reason = reason(failure);
        if (reason == null) {
            return failure;
        }
        BindException explained = new BindException(host + ":" + port + ": " + reason.formatted(setting));
        explained.initCause(failure);
        return explained;
    }

    private static @Nullable String reason(Throwable failure) {
        if (!(failure instanceof IOException) || failure.getMessage() == null) {
            return null;
        }
        if (failure instanceof UnknownHostException) {
            return "the host has no address; set the one beside %s to an address of this machine";
        }
        String message = failure.getMessage();
        if (message.contains("already in use")) {
            return "another program listens there; stop it, or set %s to another port";
        }
        if (message.contains("ermission denied")) {
            return "the system does not allow it; set %s to a port from 1024 on";
        }
        return message.contains("assign requested address")
                ? "not an address of this machine; set the host beside %s to one"
                : null;
    }
}
