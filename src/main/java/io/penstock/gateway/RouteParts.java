package io.penstock.gateway;

import io.penstock.batching.combine.Combining;
import io.penstock.config.HedgeConfig;
import io.penstock.exchange.Gate;
import io.penstock.exchange.MemoryPressure;
import io.penstock.metrics.RouteRecorder;
import io.penstock.resilience.breaker.UpstreamBreaker;
import io.penstock.resilience.fallback.Fallback;
import io.penstock.resilience.retry.RetryRules;
import org.jspecify.annotations.Nullable;

/**
 * What the stages of a route go by, the same on every event loop.
 *
 * @param recorder counts and times its exchanges
 * @param retry when a request is sent again
 * @param hedge when a read is sent twice
 * @param gate what gives leave to send, when a connection is leased
 * @param breaker the upstream's breaker; null where there is none
 * @param fallback what answers where the upstream cannot; null for the failure itself
 * @param memory says when memory is short; null where it is not watched
 * @param combining how calls go out together; null where each goes by itself
 * @param sharing how calls are shared; null where they are not, and change nothing that is
 * @param signing how requests are signed; null where they are not
 * @param walking how collections are walked; null where they are not
 */
record RouteParts(
        RouteRecorder recorder,
        RetryRules retry,
        HedgeConfig hedge,
        Gate gate,
        @Nullable UpstreamBreaker breaker,
        @Nullable Fallback fallback,
        @Nullable MemoryPressure memory,
        @Nullable Combining combining,
        @Nullable Sharing sharing,
        @Nullable Signing signing,
        @Nullable Walking walking) {}
