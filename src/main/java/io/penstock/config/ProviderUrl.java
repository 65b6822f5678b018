package io.penstock.config;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** A URL of an identity provider. */
public final class ProviderUrl {
    /** Java and ECMA 262. */
    static final String PATTERN = "https?://[^\\s/?#@]+([/?][^\\s#]*)?";

    /** What the pattern asks for, in words. */
    static final String EXPECTED = "https:// (http:// on this machine only), a host, and a path: no user or fragment";

    private ProviderUrl() {}

    /**
     * What a URL would need to be one that secrets may be sent to; null where nothing is wrong with it.
     *
     * @param plain whether it may be another host without TLS
     */
    public static @Nullable String flaw(String url, boolean plain) {
        if (!url.matches(PATTERN)) {
            return EXPECTED;
        }
        try {
            URI uri = new URI(url);
            if (uri.getHost() == null || uri.getPort() > 65_535 || uri.getPort() == 0) {
                return "a host, and at most a port from 1 to 65535";
            }
            boolean safe = plain || url.startsWith("https:") || Hosts.isLoopback(bare(uri.getHost()));
            return safe ? null : "https://, since secrets travel there, or provider.allowPlain: true";
        } catch (URISyntaxException e) {
            return "a URL whose special characters are escaped";
        }
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
