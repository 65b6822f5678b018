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
import io.penstock.token.LoopCredential;
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
    private final @Nullable UpstreamUrl url;
    private final String authority;
    private final PoolRecorder pool;
    private final RouteSpec fallback;
    private final List<RouteSpec> routes = new ArrayList<>();

    /**
     * Resolves the meters of every route.
     *
     * @param signs whether requests are signed as the settings say; false leaves a caller's own credentials alone
     */
    public UpstreamSpec(String name, UpstreamConfig config, boolean signs, Metrics metrics, PoolRecorder pool) {
        this.name = name;
        this.config = config;
        this.url = config.urlFromCredential() ? null : config.target();
        this.authority = url == null ? "" : url.authority();
        this.pool = pool;
        this.fallback = new RouteSpec(
                settings(NO_PATTERN, null), signs ? Signing.of(config, null) : null, metrics.route(name, NO_PATTERN));
        for (RouteConfig route : config.routes()) {
            routes.add(new RouteSpec(
                    settings(route.match(), route),
                    signs ? Signing.of(config, route) : null,
                    metrics.route(name, route.match())));
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

    /** The upstream's URL; null where a credential tells it, and the transport follows. */
    @Nullable
    UpstreamUrl url() {
        return url;
    }

    /** The path to put before those of callers; empty where there is none, or the transport puts it there. */
    String basePath() {
        return url == null ? "" : url.basePath();
    }

    /** The value of its {@code Host} field; empty where the transport fills it in. */
    String authority() {
        return authority;
    }

    /** The routes of one event loop, around its transport, signed with its ends of the credentials. */
    RouteTable routes(Stage transport, Function<String, LoopCredential> credentials) {
        RouteTable table = new RouteTable(fallback.around(transport, credentials, pool));
        for (RouteSpec route : routes) {
            table.add(route.settings().pattern(), route.around(transport, credentials, pool));
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
            RouteSettings settings, @Nullable Signing signing, RouteRecorder recorder) {

        Route around(Stage transport, Function<String, LoopCredential> credentials, PoolRecorder pool) {
            return new Route(
                    settings,
                    RoutePipeline.assemble(
                            transport,
                            sending -> signing == null ? sending : signing.before(sending, credentials),
                            recorder,
                            pool));
        }
    }
}
