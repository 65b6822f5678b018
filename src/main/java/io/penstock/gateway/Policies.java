package io.penstock.gateway;

import io.penstock.resilience.breaker.UpstreamBreaker;
import io.penstock.resilience.fallback.Alternative;
import io.penstock.resilience.fallback.Fallback;
import org.jspecify.annotations.Nullable;

/**
 * What stands between a route and an upstream that fails; null for what the route does without.
 *
 * @param alternative the upstream that the fallback names, on the route's event loop
 */
record Policies(
        @Nullable UpstreamBreaker breaker,
        @Nullable Fallback fallback,
        @Nullable Alternative alternative) {

    /** Nothing at all. */
    static final Policies NONE = new Policies(null, null, null);
}
