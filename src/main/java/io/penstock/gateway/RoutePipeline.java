package io.penstock.gateway;

import io.penstock.exchange.Stage;
import io.penstock.metrics.PoolRecorder;
import io.penstock.metrics.RouteRecorder;
import io.penstock.resilience.deadline.TotalDeadlineStage;
import io.penstock.resilience.retry.FreshConnectionStage;
import java.util.function.UnaryOperator;

/**
 * The path of a route's exchanges, read from top to bottom; {@code docs/life-of-a-request.md} tells it in full.
 *
 * <pre>
 * observe            times and counts the exchange
 *   total deadline   ends it where no head has come in time
 *     fresh connection   repeats, once, what a dead connection certainly left undone
 *       credential   signs the request where it is configured to, and has a refused token replaced
 *         transport  leases a connection, sends the request, hands on the answer
 * </pre>
 */
final class RoutePipeline {

    private RoutePipeline() {}

    /**
     * Nests the stages around an event loop's transport.
     *
     * @param signing puts the credential's stage around it, or nothing where nothing is signed
     */
    static Stage assemble(Stage transport, UnaryOperator<Stage> signing, RouteRecorder route, PoolRecorder pool) {
        Stage signed = signing.apply(transport);
        Stage fresh = new FreshConnectionStage(signed, pool);
        Stage deadline = new TotalDeadlineStage(fresh);
        return new ObserveStage(deadline, route);
    }
}
