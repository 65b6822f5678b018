package io.penstock.gateway;

import io.penstock.exchange.Stage;
import io.penstock.resilience.deadline.TotalDeadlineStage;
import io.penstock.resilience.hedge.HedgeStage;
import io.penstock.resilience.retry.RetryBudget;
import io.penstock.resilience.retry.RetryStage;
import java.util.function.UnaryOperator;

/**
 * The path of a route's exchanges, read from top to bottom; {@code docs/life-of-a-request.md} tells it in full.
 *
 * <pre>
 * observe            times and counts the exchange
 *   total deadline   ends it where no head has come in time
 *     retry          repeats what a dead connection left undone, and what may pass and is harmless to repeat
 *       hedge        sends a slow read once more; only where the route says so
 *         credential signs the request where it is configured to, and has a refused token replaced
 *           transport  leases a connection, asks the limits, sends the request, hands on the answer
 * </pre>
 */
final class RoutePipeline {

    private RoutePipeline() {}

    /**
     * Nests the stages around an event loop's transport.
     *
     * @param signing puts the credential's stage around it, or nothing where nothing is signed
     * @param budget the loop's part of the upstream's budget of retries
     */
    static Stage assemble(Stage transport, UnaryOperator<Stage> signing, RouteParts parts, RetryBudget.Share budget) {
        Stage signed = signing.apply(transport);
        Stage hedge = parts.hedge().enabled()
                ? new HedgeStage(signed, parts.hedge(), budget, parts.retry().recorder())
                : signed;
        Stage retry = new RetryStage(hedge, parts.retry(), budget);
        Stage deadline = new TotalDeadlineStage(retry);
        return new ObserveStage(deadline, parts.recorder(), parts.retry().events());
    }
}
