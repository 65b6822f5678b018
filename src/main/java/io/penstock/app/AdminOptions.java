package io.penstock.app;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help;
import picocli.CommandLine.Option;

/** The options that say where a running gateway's management port is. */
final class AdminOptions {

    private static final String PORT_VARIABLE = "PENSTOCK_ADMIN_PORT";
    private static final String KEY_VARIABLE = "PENSTOCK_ADMIN_KEY";

    @Option(
            names = "--url",
            paramLabel = "URL",
            showDefaultValue = Help.Visibility.NEVER,
            description = "Management port of the running gateway. Default: http://127.0.0.1:9090, or the port that "
                    + PORT_VARIABLE + " names.")
    private @Nullable String url;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            showDefaultValue = Help.Visibility.NEVER,
            description = "Its admin.key. Default: " + KEY_VARIABLE
                    + ", which other users of this machine cannot read off the command line.")
    private @Nullable String key;

    /**
     * A client of that port.
     *
     * @throws CommandFailedException where the URL is none
     */
    AdminClient client(Terminal terminal) {
        String port = terminal.environment().getOrDefault(PORT_VARIABLE, "9090");
        String presented = key != null ? key : terminal.environment().get(KEY_VARIABLE);
        return new AdminClient(address(url != null ? url : "http://127.0.0.1:" + port), presented);
    }

    /** The URL without a slash at its end. */
    private static String address(String text) {
        try {
            URI uri = new URI(text);
            String bare = uri.getScheme() + "://" + uri.getRawAuthority();
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            boolean nothingElse = text.equals(bare) || text.equals(bare + "/");
            if (http && nothingElse && uri.getHost() != null && uri.getRawUserInfo() == null) {
                return bare;
            }
        } catch (URISyntaxException e) {
            // As unusable as another text that is no URL.
        }
        throw CommandFailedException.usage(
                "--url: " + text + "; expected the address of a management port, such as http://127.0.0.1:9090");
    }
}
