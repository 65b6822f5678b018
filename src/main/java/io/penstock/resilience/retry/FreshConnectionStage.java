package io.penstock.resilience.retry;

import io.penstock.error.NetworkException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.Stage;
import io.penstock.metrics.PoolRecorder;

/**
 * Sends a request once more, on a fresh connection, where the upstream certainly did not handle it: no byte of it was
 * sent, its HTTP/2 stream was refused or lies beyond a GOAWAY, or a connection of the pool turned out dead before an
 * answer and the method is idempotent (RFC 9110, section 9.2.2). Servers close idle connections at any moment,
 * so that a request may cross the close on its way; without this, a share of all calls fails for no fault of anyone's.
 */
public final class FreshConnectionStage implements Stage {

    private final Stage next;
    private final PoolRecorder recorder;

    /** Puts the repetition around what follows. */
    public FreshConnectionStage(Stage next, PoolRecorder recorder) {
        this.next = next;
        this.recorder = recorder;
    }

    @Override
    public void run(Exchange exchange, Outcome outcome) {
        next.run(exchange, new Once(exchange, outcome));
    }

    private final class Once implements Outcome {

        private final Exchange exchange;
        private final Outcome outcome;

        Once(Exchange exchange, Outcome outcome) {
            this.exchange = exchange;
            this.outcome = outcome;
        }

        @Override
        public void answered(Answer answer) {
            outcome.answered(answer);
        }

        @Override
        public void failed(PenstockException failure) {
            if (worthRepeating(failure)) {
                recorder.retriedOnFresh();
                exchange.wantFreshConnection();
                next.run(exchange, outcome);
            } else {
                outcome.failed(failure);
            }
        }

        private boolean worthRepeating(PenstockException failure) {
            return failure instanceof NetworkException
                    && exchange.attempts() > 0
                    && exchange.cancelledBy() == null
                    && exchange.body().readable()
                    && (failure.retrySafe() || diedIdle(failure));
        }

        private boolean diedIdle(PenstockException failure) {
            return failure.problem() == Problem.CONNECTION_LOST && exchange.connectionPooled() && exchange.idempotent();
        }
    }
}
