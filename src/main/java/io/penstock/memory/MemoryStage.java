package io.penstock.memory;

import io.penstock.exchange.Exchange;
import io.penstock.exchange.MemoryPressure;
import io.penstock.exchange.MemoryPressure.Level;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.Stage;

/**
 * Refuses calls that are not urgent enough while memory is short, before anything is done for them. Without pressure it costs
 * one read of a field: a call's urgency is not looked at.
 */
public final class MemoryStage implements Stage {

    private final Stage next;
    private final MemoryPressure pressure;

    /** Puts the question before what follows. */
    public MemoryStage(Stage next, MemoryPressure pressure) {
        this.next = next;
        this.pressure = pressure;
    }

    @Override
    public void run(Exchange exchange, Outcome outcome) {
        Level level = pressure.level();
        if (level.compareTo(Level.HIGH) < 0 || exchange.urgency() <= level.leastUrgent()) {
            next.run(exchange, outcome);
        } else {
            outcome.failed(pressure.refusal(exchange));
        }
    }
}
