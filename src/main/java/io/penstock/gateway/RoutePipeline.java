package io.penstock.gateway;

import io.penstock.exchange.Stage;
import io.penstock.metrics.PoolRecorder;
import io.penstock.metrics.RouteRecorder;
import io.penstock.resilience.deadline.TotalDeadlineStage;
import io.penstock.resilience.retry.FreshConnectionStage;

/**
 * The path of a route's exchanges, read from top to bottom; {@code docs/life-of-a-request.md} tells it in full.
 *
 * <pre>
 * observe            times and counts the exchange
 *   total deadline   ends it where no head has come in time
 *     fresh connection   repeats, once, what a dead connection certainly left undone
 *       transport    leases a connection, asks the limits, sends the request, hands on the answer
 * </pre>
 */
final class RoutePipeline {

    private RoutePipeline() {}

    /** Nests the stages around an event loop's transport. */
    static Stage assemble(Stage transport, RouteRecorder route, PoolRecorder pool) {
        Stage fresh = new FreshConnectionStage(transport, pool);
        Stage deadline = new TotalDeadlineStage(fresh);
        return new ObserveStage(deadline, route);
    }
}
