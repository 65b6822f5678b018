package io.penstock.resilience.breaker;

import io.penstock.exchange.Exchange;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.Stage;

/**
 * Refuses a call at once while the upstream's breaker is open, before it waits for a connection. The permit itself is taken
 * at the moment of sending, by the breaker as a {@link io.penstock.exchange.Gate}.
 */
public final class BreakerStage implements Stage {

    private final Stage next;
    private final UpstreamBreaker breaker;

    /** Puts the question before what follows. */
    public BreakerStage(Stage next, UpstreamBreaker breaker) {
        this.next = next;
        this.breaker = breaker;
    }

    @Override
    public void run(Exchange exchange, Outcome outcome) {
        long wait = breaker.passesAll()
                ? 0
                : breaker.waitNanos(exchange, exchange.wheel().ticker().nanos());
        if (wait == 0) {
            next.run(exchange, outcome);
        } else {
            outcome.failed(breaker.refusal(exchange, wait));
        }
    }
}
