package io.penstock.batching.coalesce;

import io.penstock.batching.Fingerprint;
import io.penstock.error.Problem;
import io.penstock.error.SystemException;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.Stage;
import io.vertx.core.http.HttpMethod;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a {@code GET} or {@code HEAD} without a body join the same request that is on its way already, or be joined by those
 * that follow. Stands above what repeats requests, so that retries are shared too, and below the caller's deadline, which is
 * its own. Confined to its event loop.
 */
final class CoalescingStage implements Stage {

    private static final Logger LOG = LoggerFactory.getLogger(CoalescingStage.class);

    private final Stage next;
    private final Stage others;
    private final Coalescing coalescing;
    private final Fingerprint fingerprint;
    private final CoalescingRules rules;
    private final Executor loop;

    CoalescingStage(Stage next, Coalescing coalescing, Fingerprint fingerprint, CoalescingRules rules, Executor loop) {
        this.next = next;
        this.others = new WriteStage(next, coalescing);
        this.coalescing = coalescing;
        this.fingerprint = fingerprint;
        this.rules = rules;
        this.loop = loop;
    }

    @Override
    public void run(Exchange exchange, Outcome outcome) {
        HttpMethod method = exchange.method();
        if (!HttpMethod.GET.equals(method) && !HttpMethod.HEAD.equals(method)) {
            others.run(exchange, outcome);
        } else if (exchange.body().length() == 0 && exchange.cancelledBy() == null && fingerprint.take(exchange)) {
            share(exchange, outcome);
        } else {
            next.run(exchange, outcome);
        }
    }

    private void share(Exchange exchange, Outcome outcome) {
        SharedCall own = new SharedCall(this, exchange, outcome, fingerprint.high(), fingerprint.low());
        OpenCall other = coalescing.offer(own);
        Follower follower = null;
        while (other != null) {
            if (follower == null) {
                follower = new Follower(this, exchange, outcome);
            }
            if (follower.join(other)) {
                return;
            }
            coalescing.forget(other);
            other = coalescing.offer(own);
        }
        own.start();
    }

    /** Sends a request. Where a stage throws instead, it has failed for all who wait: nobody else would tell them. */
    void send(Exchange exchange, KnownOutcome outcome) {
        try {
            next.run(exchange, outcome);
        } catch (RuntimeException e) {
            if (outcome.hasCome()) {
                throw e;
            }
            LOG.error("a request to {} could not be sent", exchange.route().upstream(), e);
            outcome.failed(
                    new SystemException(Problem.INTERNAL_ERROR, "the request could not be sent").at(exchange.origin()));
        }
    }

    Coalescing coalescing() {
        return coalescing;
    }

    CoalescingRules rules() {
        return rules;
    }

    /** Runs tasks on the event loop of this stage, in order. */
    Executor loop() {
        return loop;
    }
}
