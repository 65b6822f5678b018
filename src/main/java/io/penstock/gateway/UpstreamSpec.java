package io.penstock.gateway;

import io.penstock.config.RouteConfig;
import io.penstock.config.TimeoutsConfig;
import io.penstock.config.UpstreamConfig;
import io.penstock.config.UpstreamUrl;
import io.penstock.exchange.Gate;
import io.penstock.exchange.RouteSettings;
import io.penstock.exchange.Transport;
import io.penstock.metrics.Metrics;
import io.penstock.metrics.PoolRecorder;
import io.penstock.metrics.RouteRecorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway needs to know of one upstream, worked out once for the process; each event loop builds its own table of
 * routes from it.
 */
public final class UpstreamSpec {

    /** The pattern that metrics show where no route matches. */
    private static final String NO_PATTERN = "*";

    private final String name;
    private final UpstreamConfig config;
    private final UpstreamUrl url;
    private final String authority;
    private final PoolRecorder pool;
    private final RouteSpec fallback;
    private final List<RouteSpec> routes = new ArrayList<>();

    /**
     * Resolves the meters of every route.
     *
     * @param gates the gate of a route; of what no route matches where it is given null
     */
    public UpstreamSpec(
            String name,
            UpstreamConfig config,
            Metrics metrics,
            PoolRecorder pool,
            Function<@Nullable RouteConfig, Gate> gates) {
        this.name = name;
        this.config = config;
        this.url = UpstreamUrl.parse(config.url());
        this.authority = url.authority();
        this.pool = pool;
        this.fallback = new RouteSpec(settings(NO_PATTERN, null), metrics.route(name, NO_PATTERN), gates.apply(null));
        for (RouteConfig route : config.routes()) {
            routes.add(new RouteSpec(
                    settings(route.match(), route), metrics.route(name, route.match()), gates.apply(route)));
        }
    }

    /** The configured name. */
    public String name() {
        return name;
    }

    /** Where callers reach it: {@code /} or one segment with a slash before it. */
    String prefix() {
        return config.effectivePath(name);
    }

    UpstreamConfig config() {
        return config;
    }

    UpstreamUrl url() {
        return url;
    }

    /** The value of its {@code Host} field. */
    String authority() {
        return authority;
    }

    /** The routes of one event loop, around its transport. */
    RouteTable routes(Transport transport) {
        RouteTable table = new RouteTable(fallback.around(transport, pool));
        for (RouteSpec route : routes) {
            table.add(route.settings().pattern(), route.around(transport, pool));
        }
        return table;
    }

    private RouteSettings settings(String pattern, @Nullable RouteConfig route) {
        TimeoutsConfig timeouts = config.timeouts();
        return new RouteSettings(
                name,
                pattern,
                nanos(route == null ? null : route.attemptTimeout(), timeouts.attempt()),
                nanos(route == null ? null : route.totalTimeout(), timeouts.total()),
                nanos(route == null ? null : route.streamIdle(), timeouts.streamIdle()),
                nanos(route == null ? null : route.maxDuration(), timeouts.maxDuration()),
                config.pool().maxWait().toNanos(),
                route == null || route.maxRequestBody() == null
                        ? config.maxRequestBody().bytes()
                        : route.maxRequestBody().bytes(),
                (int) config.replayBuffer().bytes());
    }

    private static long nanos(@Nullable Duration own, Duration inherited) {
        return (own != null ? own : inherited).toNanos();
    }

    private record RouteSpec(RouteSettings settings, RouteRecorder recorder, Gate gate) {

        Route around(Transport transport, PoolRecorder pool) {
            return new Route(settings, RoutePipeline.assemble(transport.through(gate), recorder, pool));
        }
    }
}
