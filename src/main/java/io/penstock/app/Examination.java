package io.penstock.app;

import io.penstock.app.Steps.Seen;
import io.penstock.config.PenstockConfig;
import io.penstock.config.UpstreamConfig;
import io.penstock.config.UpstreamUrl;
import io.penstock.pool.EgressProxy;
import io.vertx.core.Vertx;
import io.vertx.core.net.ProxyType;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reaches for one upstream as a connection of the pool does: its name, TCP, the proxy's tunnel, TLS, and at last a request
 * through a gateway. Ends at the first step that fails. Blocks.
 */
final class Examination {

    private static final Duration LONGEST_REQUEST = Duration.ofSeconds(10);

    private final PenstockConfig config;
    private final String name;
    private final UpstreamConfig upstream;
    private final UpstreamUrl url;
    private final @Nullable EgressProxy proxy;
    private final Map<String, String> environment;
    private final Vertx vertx;
    private final Steps steps;
    private final Duration limit;

    /** An examination of an upstream whose URL is known before there is a token. */
    Examination(PenstockConfig config, String name, Map<String, String> environment, Vertx vertx, Steps steps) {
        this.config = config;
        this.name = name;
        this.upstream = Objects.requireNonNull(config.upstreams().get(name));
        this.url = upstream.target();
        this.proxy = EgressProxy.choose(upstream.proxy(), url.secure(), url.host(), environment);
        this.environment = environment;
        this.vertx = vertx;
        this.steps = steps;
        this.limit = upstream.timeouts().connect();
    }

    /** Examines; true where all is fine. */
    boolean run() {
        steps.title(name + "  " + upstream.url() + (proxy == null ? "" : "  by way of proxy " + proxy));
        String host = proxy == null ? url.host() : proxy.host();
        int port = proxy == null ? url.port() : proxy.port();
        List<InetAddress> addresses = steps.take(
                "name",
                limit,
                "The name server does not answer: check the network and the system's name servers.",
                () -> resolve(host));
        if (addresses == null) {
            return false;
        }
        Socket socket = steps.take(
                "connect",
                limit,
                "Nothing answers there: check host and port, routes and firewalls, or raise timeouts.connect.",
                () -> connect(addresses, port));
        return socket != null && isFine(socket);
    }

    private boolean isFine(Socket socket) {
        try (socket) {
            if (proxy != null && (url.secure() || proxy.type() == ProxyType.SOCKS5)) {
                EgressProxy way = proxy;
                Boolean open = steps.take(
                        "tunnel",
                        limit,
                        "The proxy does not answer: check that it is one, and the upstream's proxy setting.",
                        () -> Tunnel.open(socket, way, url.host(), url.port()));
                if (open == null) {
                    return false;
                }
            }
            if (url.secure()) {
                TlsCheck tls = new TlsCheck(upstream, vertx, Clock.systemUTC());
                Boolean secured = steps.take(
                        "tls",
                        limit,
                        "The server accepts connections but does not finish the handshake: check that the port speaks TLS.",
                        () -> tls.handshake(socket));
                if (secured == null) {
                    return false;
                }
            }
        } catch (IOException e) {
            // The examined connection has served its purpose; the request makes its own.
        }
        try (RequestCheck request = RequestCheck.open(config, name, environment, vertx)) {
            Boolean answered = steps.take(
                    "request",
                    LONGEST_REQUEST,
                    "It accepts connections but does not answer: check that it speaks HTTP, or set pool.ping.path and"
                            + " pool.ping.method to a request that is answered soon.",
                    request::send);
            return answered != null;
        }
    }

    private static Seen<List<InetAddress>> resolve(String host) throws StepFailedException {
        try {
            List<InetAddress> addresses = List.of(InetAddress.getAllByName(host));
            return new Seen<>(
                    addresses,
                    addresses.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", ")));
        } catch (UnknownHostException e) {
            throw new StepFailedException(
                    host + " has no address",
                    "Correct the host in the upstream's url (or proxy), or check the system's name servers.");
        }
    }

    private Seen<Socket> connect(List<InetAddress> addresses, int port) throws IOException, StepFailedException {
        int each = (int) Math.max(1, limit.toMillis() / addresses.size());
        IOException last = new IOException("no address to connect to");
        for (InetAddress address : addresses) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(address, port), each);
                return new Seen<>(socket, address.getHostAddress() + " port " + port);
            } catch (IOException e) {
                socket.close();
                last = new IOException(address.getHostAddress() + " port " + port + ": " + e.getMessage(), e);
            }
        }
        if (last.getCause() instanceof ConnectException refused
                && String.valueOf(refused.getMessage()).contains("refused")) {
            throw new StepFailedException(
                    String.valueOf(last.getMessage()),
                    "Nothing listens there: check that the API (or proxy) is up, and the port.");
        }
        throw last;
    }
}
