package io.penstock.exchange;

/**
 * One step of a route's path. Stages are nested once, when the routes are built: each holds the next one, decides before
 * it and after it, and may call it again. Runs on the exchange's event loop and never blocks.
 */
public interface Stage {

    /** Brings the exchange forward. Leads to exactly one call of the outcome, now or later, on the same event loop. */
    void run(Exchange exchange, Outcome outcome);
}
