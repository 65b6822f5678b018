package io.penstock.pool;

import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The proxy through which an upstream is reached.
 *
 * @param type how it is spoken to
 * @param host its host
 * @param port its port
 * @param user the user and password as {@code user:password}, or null where it asks for none
 */
public record EgressProxy(
        ProxyType type, String host, int port, @Nullable String user) {

    /**
     * The proxy for an upstream: the configured one, or else what the environment says.
     *
     * @param configured a proxy's URL, {@code none} for a direct connection, or null to look at {@code HTTPS_PROXY},
     *     {@code HTTP_PROXY} and {@code NO_PROXY} (in either case)
     * @return null for a direct connection
     */
    public static @Nullable EgressProxy choose(
            @Nullable String configured, boolean secure, String host, Map<String, String> environment) {
        if (configured != null) {
            return configured.equals("none") ? null : parse(configured);
        }
        String fromEnvironment = either(environment, secure ? "HTTPS_PROXY" : "HTTP_PROXY");
        if (fromEnvironment == null || fromEnvironment.isBlank() || exempt(either(environment, "NO_PROXY"), host)) {
            return null;
        }
        return parse(fromEnvironment.contains("://") ? fromEnvironment : "http://" + fromEnvironment);
    }

    private static @Nullable String either(Map<String, String> environment, String name) {
        String value = environment.get(name);
        return value != null ? value : environment.get(name.toLowerCase(Locale.ROOT));
    }

    private static EgressProxy parse(String url) {
        URI uri = URI.create(url);
        boolean socks = "socks5".equals(uri.getScheme());
        int port = uri.getPort() > 0 ? uri.getPort() : socks ? 1080 : "https".equals(uri.getScheme()) ? 443 : 3128;
        return new EgressProxy(socks ? ProxyType.SOCKS5 : ProxyType.HTTP, uri.getHost(), port, uri.getUserInfo());
    }

    /** Whether {@code NO_PROXY} names the host: itself, a domain that it is in, or {@code *}. */
    private static boolean exempt(@Nullable String noProxy, String host) {
        if (host.equals("localhost") || host.startsWith("127.") || host.equals("::1")) {
            return true;
        }
        if (noProxy == null) {
            return false;
        }
        for (String entry : noProxy.split(",", -1)) {
            String domain = entry.strip().toLowerCase(Locale.ROOT);
            if (domain.startsWith("*.")) {
                domain = domain.substring(1);
            }
            if (domain.equals("*") || domain.equals(host)) {
                return true;
            }
            if (!domain.isEmpty() && host.endsWith(domain.startsWith(".") ? domain : "." + domain)) {
                return true;
            }
        }
        return false;
    }

    /** The same for Vert.x. */
    public ProxyOptions options() {
        ProxyOptions options = new ProxyOptions().setType(type).setHost(host).setPort(port);
        if (user != null) {
            int colon = user.indexOf(':');
            options.setUsername(colon < 0 ? user : user.substring(0, colon));
            options.setPassword(colon < 0 ? "" : user.substring(colon + 1));
        }
        return options;
    }

    /** The value of {@code Proxy-Authorization} (RFC 7617), or null where no user is known. */
    public @Nullable String authorization() {
        return user == null
                ? null
                : "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
