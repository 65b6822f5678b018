package io.penstock.admin;

import io.netty.util.NetUtil;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a {@code Host} that does not name this machine. A web page may point a name of its own at 127.0.0.1 (DNS
 * rebinding) and would then be let by the browser to read this port; the name that it used still shows in {@code Host}.
 */
final class HostGuard implements Handler<RoutingContext> {

    private final Set<String> allowed;

    private HostGuard(Set<String> allowed) {
        this.allowed = allowed;
    }

    /** The guard of a port bound to {@code host}; null where other machines reach it, by names that only they know. */
    static @Nullable HostGuard of(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(name);
        boolean loopback = name.equals("localhost") || (address != null && address.isLoopbackAddress());
        if (!loopback) {
            return null;
        }
        Set<String> allowed = new LinkedHashSet<>(List.of("localhost", "127.0.0.1", "[::1]"));
        allowed.add(bracketed(name));
        return new HostGuard(allowed);
    }

    @Override
    public void handle(RoutingContext context) {
        List<String> hosts = context.request().headers().getAll(HttpHeaders.HOST);
        if (hosts.size() == 1 && isAllowed(hosts.get(0))) {
            context.next();
        } else {
            Answers.problem(
                    context,
                    AdminProblem.HOST_NOT_ALLOWED,
                    "Host " + hosts + ": expected one that names this machine, one of " + allowed + ".");
        }
    }

    private boolean isAllowed(String host) {
        HostAndPort authority = HostAndPort.parseAuthority(host, -1);
        return authority != null && allowed.contains(bracketed(authority.host().toLowerCase(Locale.ROOT)));
    }

    private static String bracketed(String host) {
        return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    }
}
