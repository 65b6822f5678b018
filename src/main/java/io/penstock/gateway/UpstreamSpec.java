package io.penstock.gateway;

import io.penstock.config.RouteConfig;
import io.penstock.config.TimeoutsConfig;
import io.penstock.config.UpstreamConfig;
import io.penstock.config.UpstreamUrl;
import io.penstock.exchange.RouteSettings;
import io.penstock.exchange.Stage;
import io.penstock.metrics.Metrics;
import io.penstock.metrics.PoolRecorder;
import io.penstock.metrics.RouteRecorder;
import io.penstock.resilience.breaker.UpstreamBreaker;
import io.penstock.resilience.fallback.Alternative;
import io.penstock.resilience.fallback.Fallback;
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
    private final @Nullable UpstreamBreaker breaker;
    private final RouteSpec unmatched;
    private final List<RouteSpec> routes = new ArrayList<>();

    /**
     * Resolves the meters of every route.
     *
     * @param breaker the upstream's breaker; null where resilience is switched off, and with it the routes' fallbacks
     */
    public UpstreamSpec(
            String name, UpstreamConfig config, Metrics metrics, PoolRecorder pool, @Nullable UpstreamBreaker breaker) {
        this.name = name;
        this.config = config;
        this.url = UpstreamUrl.parse(config.url());
        this.authority = url.authority();
        this.pool = pool;
        this.breaker = breaker;
        this.unmatched = new RouteSpec(settings(NO_PATTERN, null), metrics.route(name, NO_PATTERN), null);
        for (RouteConfig route : config.routes()) {
            Fallback fallback = breaker == null || route.fallback() == null ? null : new Fallback(route.fallback());
            routes.add(new RouteSpec(settings(route.match(), route), metrics.route(name, route.match()), fallback));
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

    /**
     * The routes of one event loop, around its transport.
     *
     * @param alternatives the upstreams that fallbacks name, on this event loop
     */
    RouteTable routes(Stage transport, Function<String, Alternative> alternatives) {
        return table(route -> {
            Fallback fallback = route.fallback();
            String other = fallback == null ? null : fallback.upstream();
            Alternative alternative = other == null ? null : alternatives.apply(other);
            return route.around(transport, pool, new Policies(breaker, fallback, alternative));
        });
    }

    /** The same without fallbacks, for calls that come here from another upstream's. */
    RouteTable routesWithoutFallbacks(Stage transport) {
        return table(route -> route.around(transport, pool, new Policies(breaker, null, null)));
    }

    private RouteTable table(Function<RouteSpec, Route> assemble) {
        RouteTable table = new RouteTable(assemble.apply(unmatched));
        for (RouteSpec route : routes) {
            table.add(route.settings().pattern(), assemble.apply(route));
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

    private record RouteSpec(
            RouteSettings settings,
            RouteRecorder recorder,
            @Nullable Fallback fallback) {

        Route around(Stage transport, PoolRecorder pool, Policies policies) {
            return new Route(settings, RoutePipeline.assemble(transport, recorder, pool, policies));
        }
    }
}
