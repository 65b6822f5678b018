package io.penstock.gateway;

import io.penstock.exchange.Stage;
import io.penstock.metrics.PoolRecorder;
import io.penstock.metrics.RouteRecorder;
import io.penstock.resilience.breaker.BreakerStage;
import io.penstock.resilience.deadline.TotalDeadlineStage;
import io.penstock.resilience.fallback.FallbackStage;
import io.penstock.resilience.retry.FreshConnectionStage;

/**
 * The path of a route's exchanges, read from top to bottom; {@code docs/life-of-a-request.md} tells it in full.
 *
 * <pre>
 * observe            times and counts the exchange
 *   total deadline   ends it where no head has come in time
 *     fallback         answers in the upstream's place where it cannot
 *       fresh connection   repeats, once, what a dead connection certainly left undone
 *         breaker          refuses at once while it is open
 *           transport      leases a connection, asks for leave, sends the request, hands on the answer
 * </pre>
 */
final class RoutePipeline {

    private RoutePipeline() {}

    /** Nests the stages around an event loop's transport. */
    static Stage assemble(Stage transport, RouteRecorder route, PoolRecorder pool, Policies policies) {
        Stage breaker = breaker(transport, policies);
        Stage fresh = new FreshConnectionStage(breaker, pool);
        Stage fallback = fallback(fresh, policies);
        Stage deadline = new TotalDeadlineStage(fallback);
        return new ObserveStage(deadline, route);
    }

    private static Stage breaker(Stage next, Policies policies) {
        return policies.breaker() == null ? next : new BreakerStage(next, policies.breaker());
    }

    private static Stage fallback(Stage next, Policies policies) {
        return policies.fallback() == null
                ? next
                : new FallbackStage(next, policies.fallback(), policies.alternative());
    }
}
