package io.penstock.batching.coalesce;

import io.penstock.error.PenstockException;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.Stage;
import io.vertx.core.http.HttpMethod;
import java.util.Set;

/**
 * Closes the shared calls of an upstream for every unsafe request to it (RFC 9110, section 9.2.1): when it starts, and again
 * before its caller hears of its end, so that nobody reads what is older than its own write.
 */
final class WriteStage implements Stage {

    private static final Set<HttpMethod> SAFE =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.TRACE);

    private final Stage next;
    private final Coalescing coalescing;

    WriteStage(Stage next, Coalescing coalescing) {
        this.next = next;
        this.coalescing = coalescing;
    }

    @Override
    public void run(Exchange exchange, Outcome outcome) {
        if (SAFE.contains(exchange.method())) {
            next.run(exchange, outcome);
        } else {
            coalescing.written();
            next.run(exchange, new Written(outcome));
        }
    }

    private final class Written implements Outcome {

        private final Outcome outcome;

        Written(Outcome outcome) {
            this.outcome = outcome;
        }

        @Override
        public void answered(Answer answer) {
            coalescing.written();
            outcome.answered(answer);
        }

        @Override
        public void failed(PenstockException failure) {
            // It may have been handled all the same.
            coalescing.written();
            outcome.failed(failure);
        }
    }
}
