package io.penstock.pool;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.penstock.error.NetworkException;
import io.penstock.error.OverloadedException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.error.TimeoutException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Tells what a failure of the network means. */
final class Failures {

    private static final long RETRY_AFTER_MILLIS = 1_000;

    private Failures() {}

    /** The upstream's URL has changed, and connections to the new one did not come in time. */
    static PenstockException moving(String upstream) {
        return new OverloadedException(
                Problem.POOL_TIMEOUT,
                upstream + " has moved, and no connection to its new URL became free in time",
                RETRY_AFTER_MILLIS);
    }

    /** Why a connection could not be opened. The request that wanted it was not sent. */
    static PenstockException ofDial(Throwable cause, String dialed) {
        if (cause instanceof PenstockException known) {
            return known;
        }
        if (has(cause, UnknownHostException.class)) {
            return new NetworkException(Problem.DNS_FAILURE, "the name of " + dialed + " was not found", true);
        }
        if (has(cause, ConnectTimeoutException.class) || has(cause, SslHandshakeTimeoutException.class)) {
            return timeout(dialed);
        }
        SSLException tls = find(cause, SSLException.class);
        if (tls != null) {
            return new NetworkException(
                    Problem.TLS_FAILURE, "TLS with " + dialed + " failed: " + reason(deepest(tls)), true);
        }
        if (has(cause, ProxyConnectException.class)) {
            return new NetworkException(
                    Problem.CONNECTION_FAILED, dialed + " refused the tunnel: " + reason(cause), true);
        }
        ConnectException refused = find(cause, ConnectException.class);
        if (refused != null && reason(refused).contains("refused")) {
            return new NetworkException(Problem.CONNECTION_REFUSED, dialed + " refused the connection", true);
        }
        return new NetworkException(
                Problem.CONNECTION_FAILED, dialed + " could not be reached: " + reason(cause), true);
    }

    /** A connection that was not open in time. */
    static PenstockException timeout(String dialed) {
        return new NetworkException(Problem.CONNECTION_TIMEOUT, dialed + " accepted no connection in time", true);
    }

    /** An answer with an interim status where the final one belongs. */
    static PenstockException notFinal(int status, String upstream) {
        return new NetworkException(
                Problem.BAD_UPSTREAM_ANSWER, "status " + status + " of " + upstream + "; expected a final one", false);
    }

    /** An event stream for which the upstream's connections have no place. */
    static PenstockException noPlaceForStream(String upstream) {
        return new OverloadedException(
                Problem.STREAMS_EXHAUSTED, "all places for event streams of " + upstream + " are taken", -1);
    }

    /** No head of an answer in time. */
    static PenstockException noAnswer(String upstream) {
        return new TimeoutException(Problem.ATTEMPT_TIMEOUT, upstream + " did not answer in timeouts.attempt");
    }

    /** A body of a request that did not come in time. */
    static PenstockException callerTooSlow() {
        return new TimeoutException(Problem.CALLER_TOO_SLOW, "no byte of the body came in timeouts.attempt");
    }

    /**
     * Why a request got no whole answer.
     *
     * @param unhandled whether the upstream certainly did nothing with it
     */
    static PenstockException ofRequest(Throwable cause, String upstream, boolean unhandled) {
        if (cause instanceof PenstockException known) {
            return known;
        }
        if (cause instanceof StreamResetException reset) {
            return new NetworkException(
                    Problem.CONNECTION_LOST, upstream + " reset the stream with code " + reset.getCode(), unhandled);
        }
        if (cause instanceof HttpClosedException closed) {
            return new NetworkException(
                    Problem.CONNECTION_LOST,
                    closed.goAway() == null ? upstream + " closed the connection" : upstream + " went away (GOAWAY)",
                    unhandled);
        }
        SSLException alert = cause instanceof DecoderException ? find(cause, SSLException.class) : null;
        if (alert != null) {
            // In TLS 1.3 a server judges a client's certificate after the client's handshake has ended.
            return new NetworkException(
                    Problem.TLS_FAILURE, "TLS with " + upstream + " failed: " + reason(deepest(alert)), unhandled);
        }
        if (cause instanceof TooLongFrameException
                || cause instanceof DecoderException
                || cause instanceof IllegalArgumentException
                || cause instanceof IllegalStateException) {
            return new NetworkException(
                    Problem.BAD_UPSTREAM_ANSWER,
                    "the answer of " + upstream + " is malformed: " + reason(cause),
                    unhandled);
        }
        boolean gone = cause instanceof ClosedChannelException;
        return new NetworkException(
                Problem.CONNECTION_LOST,
                gone
                        ? upstream + " closed the connection"
                        : "the connection to " + upstream + " broke: " + reason(cause),
                unhandled);
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        String text = message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
        return text.length() > 200 ? text.substring(0, 200) + "…" : text;
    }

    /** What is wrong with a certificate stands at the bottom of the handshake's failures. */
    private static Throwable deepest(Throwable cause) {
        Throwable each = cause;
        for (int depth = 0; each.getCause() != null && depth < 10; depth++) {
            each = each.getCause();
        }
        return each;
    }

    private static boolean has(Throwable cause, Class<? extends Throwable> type) {
        return find(cause, type) != null;
    }

    private static <T extends Throwable> @Nullable T find(Throwable cause, Class<T> type) {
        Throwable each = cause;
        for (int depth = 0; each != null && depth < 10; depth++) {
            if (type.isInstance(each)) {
                return type.cast(each);
            }
            each = each.getCause();
        }
        return null;
    }
}
