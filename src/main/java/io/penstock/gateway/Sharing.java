package io.penstock.gateway;

import io.penstock.batching.coalesce.Coalescing;
import io.penstock.batching.coalesce.CoalescingRules;
import io.penstock.config.CoalesceConfig;
import io.penstock.config.RouteConfig;
import io.penstock.config.UpstreamConfig;
import io.penstock.exchange.Stage;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How the calls of a route are shared by those who ask alike.
 *
 * @param calls the upstream's shared calls
 * @param rules null where its own are not shared, but may change what the shared ones read
 */
record Sharing(Coalescing calls, @Nullable CoalescingRules rules) {

    private static final Set<String> READING = Set.of("GET", "HEAD");
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    /**
     * What the settings say; null where the route has nothing to do with shared calls.
     *
     * @param calls the upstream's shared calls; null where they are switched off
     * @param route the route's own settings, which go before the upstream's; null where no route matches
     */
    static @Nullable Sharing of(@Nullable Coalescing calls, UpstreamConfig upstream, @Nullable RouteConfig route) {
        if (calls == null) {
            return null;
        }
        CoalesceConfig config = config(upstream, route);
        String method =
                route == null ? "*" : route.match().substring(0, route.match().indexOf(' '));
        if (config.enabled() && (method.equals("*") || READING.contains(method))) {
            return new Sharing(calls, CoalescingRules.of(config));
        }
        return SAFE.contains(method) ? null : new Sharing(calls, null);
    }

    /** Whether anything of an upstream is shared. */
    static boolean used(UpstreamConfig upstream) {
        return config(upstream, null).enabled()
                || upstream.routes().stream()
                        .anyMatch(route -> config(upstream, route).enabled());
    }

    private static CoalesceConfig config(UpstreamConfig upstream, @Nullable RouteConfig route) {
        return route == null || route.coalesce() == null ? upstream.coalesce() : route.coalesce();
    }

    /** The stage that shares, before what sends and repeats. */
    Stage before(Stage next, Executor loop) {
        return rules == null ? calls.writes(next) : calls.stage(next, rules, loop);
    }
}
