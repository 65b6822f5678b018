package io.penstock.loadtest;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is called.
 *
 * @param host name or address, an IPv6 address without brackets
 * @param paths paths with their queries, called in turn
 * @param fields what calls send beside, by their path and the names of the fields
 */
public record Target(boolean tls, String host, int port, List<String> paths, Map<String, Map<String, String>> fields) {

    /** Keeps copies of the lists. */
    public Target {
        paths = List.copyOf(paths);
        fields = Map.copyOf(fields);
    }

    /** A target whose calls send no more than they must. */
    public Target(boolean tls, String host, int port, List<String> paths) {
        this(tls, host, port, paths, Map.of());
    }

    /**
     * The target that a URL names: its path alone.
     *
     * @throws IllegalArgumentException that names the URL, where it is none of http or https with a host
     */
    public static Target parse(String url) {
        URI uri = uri(url);
        boolean tls = "https".equalsIgnoreCase(uri.getScheme());
        if (uri.getHost() == null || (!tls && !"http".equalsIgnoreCase(uri.getScheme()))) {
            throw refused(url);
        }
        if (uri.getRawUserInfo() != null || uri.getRawFragment() != null || uri.getPort() > 65_535) {
            throw refused(url);
        }
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String host = uri.getHost().replaceAll("[\\[\\]]", "");
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
        return new Target(tls, host, port, List.of(path + query));
    }

    /** This host with the paths of a scenario, below the path of this URL. */
    public Target with(Scenario scenario) {
        String path = paths.get(0);
        String base = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        Map<String, Map<String, String>> fields = new HashMap<>();
        scenario.paths().forEach(each -> fields.put(base + each, scenario.fields(each)));
        return new Target(
                tls, host, port, scenario.paths().stream().map(base::concat).toList(), fields);
    }

    /**
     * Whether only this machine is reached: loopback addresses and {@code localhost}. No name server is asked, since its
     * answer may be another one by the time of the calls.
     */
    public boolean isLoopback() {
        InetAddress literal = NetUtil.createInetAddressFromIpAddressString(host);
        return literal == null ? host.equalsIgnoreCase("localhost") : literal.isLoopbackAddress();
    }

    @Override
    public String toString() {
        String authority = (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        return (tls ? "https://" : "http://") + authority + String.join(", ", paths);
    }

    private static URI uri(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            throw refused(url);
        }
    }

    private static IllegalArgumentException refused(String url) {
        return new IllegalArgumentException("--url: " + url
                + "; expected an address such as http://127.0.0.1:8080/crm/contacts, without user or fragment");
    }
}
