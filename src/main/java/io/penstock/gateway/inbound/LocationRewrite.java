package io.penstock.gateway.inbound;

/**
 * Turns a {@code Location} or {@code Content-Location} of an upstream into one that leads back through the gateway, where
 * it points below the upstream's base URL. Any other reference, and one whose dot segments leave the base path, stays as
 * it is. Immutable; any thread.
 */
public final class LocationRewrite {

    private final String prefix;
    private final String scheme;
    private final String host;
    private final int port;
    private final String base;

    /**
     * The rewrite for one upstream.
     *
     * @param prefix where the upstream is served: {@code /} or one segment with a slash before it
     * @param scheme {@code http} or {@code https}
     * @param host the upstream's host, an IPv6 address in brackets
     * @param port the upstream's port, never 0
     * @param basePath the path of the upstream's URL, empty or beginning with a slash
     */
    public LocationRewrite(String prefix, String scheme, String host, int port, String basePath) {
        this.prefix = prefix.equals("/") ? "" : prefix;
        this.scheme = scheme;
        this.host = host;
        this.port = port;
        this.base = basePath.endsWith("/") ? basePath.substring(0, basePath.length() - 1) : basePath;
    }

    /** The reference to give to the caller: a path below the prefix, or {@code location} itself. */
    public String rewrite(String location) {
        int path = startOfPath(location);
        if (path < 0 || !location.startsWith(base, path)) {
            return location;
        }
        int rest = path + base.length();
        boolean below = rest == location.length() || "/?#".indexOf(location.charAt(rest)) >= 0;
        if (!below || DotSegments.climb(withoutFragment(location), rest)) {
            return location;
        }
        String tail = location.substring(rest);
        // Without a prefix a path that begins with two slashes would read as another host.
        if (prefix.isEmpty() && (tail.startsWith("//") || !tail.startsWith("/"))) {
            return tail.startsWith("//") ? location : "/" + tail;
        }
        return prefix + tail;
    }

    /** The index of the path where the reference is to this upstream; −1 where it is not. */
    private int startOfPath(String location) {
        if (location.startsWith("//")) {
            return endOfOurAuthority(location, 2);
        }
        if (location.startsWith("/")) {
            return 0;
        }
        int authority = scheme.length() + 3;
        boolean ours = location.regionMatches(true, 0, scheme, 0, scheme.length())
                && location.startsWith("://", scheme.length());
        return ours ? endOfOurAuthority(location, authority) : -1;
    }

    private int endOfOurAuthority(String location, int start) {
        int end = Authority.end(location, start);
        if (!location.regionMatches(true, start, host, 0, host.length())) {
            return -1;
        }
        String givenPort = location.substring(Math.min(end, start + host.length()), end);
        boolean defaultPort = givenPort.isEmpty() || givenPort.equals(":");
        boolean same = defaultPort ? port == defaultPort() : givenPort.equals(":" + port);
        return same ? end : -1;
    }

    private int defaultPort() {
        return scheme.equals("https") ? 443 : 80;
    }

    private static String withoutFragment(String location) {
        int fragment = location.indexOf('#');
        return fragment < 0 ? location : location.substring(0, fragment);
    }
}
