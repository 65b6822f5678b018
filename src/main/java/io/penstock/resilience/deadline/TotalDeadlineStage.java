package io.penstock.resilience.deadline;

import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.error.TimeoutException;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.Stage;
import io.penstock.time.Deadline;

/**
 * Ends an exchange whose answer's head has not come in {@code timeouts.total}, all waits and attempts included. The time
 * in which a request body flows does not count. After the head other limits rule.
 */
public final class TotalDeadlineStage implements Stage {

    private final Stage next;

    /** Puts the deadline around what follows. */
    public TotalDeadlineStage(Stage next) {
        this.next = next;
    }

    @Override
    public void run(Exchange exchange, Outcome outcome) {
        Timed timed = new Timed(exchange, outcome);
        timed.start();
        next.run(exchange, timed);
    }

    private static final class Timed implements Outcome {

        private final Exchange exchange;
        private final Outcome outcome;
        private final Deadline deadline;

        Timed(Exchange exchange, Outcome outcome) {
            this.exchange = exchange;
            this.outcome = outcome;
            this.deadline = exchange.wheel().deadline(this::passed);
        }

        void start() {
            deadline.armFrom(exchange.startedNanos(), exchange.route().totalNanos());
        }

        private void passed() {
            long left = exchange.callersTotalLeftNanos();
            if (left > 0) {
                deadline.armIn(left);
            } else {
                exchange.leave(new TimeoutException(
                        Problem.TOTAL_TIMEOUT,
                        "no answer of " + exchange.route().upstream() + " came in timeouts.total"));
            }
        }

        @Override
        public void answered(Answer answer) {
            deadline.cancel();
            outcome.answered(answer);
        }

        @Override
        public void failed(PenstockException failure) {
            deadline.cancel();
            outcome.failed(failure);
        }
    }
}
