package io.penstock.resilience.breaker;

/** Hears of a breaker's changes. */
@FunctionalInterface
public interface BreakerListener {

    /**
     * The state has changed. Called on whichever thread changed it, after the change; changes that follow each other
     * closely may be told in another order.
     *
     * @param openNanos how long it will be open, 0 where it is not
     */
    void changed(BreakerState from, BreakerState to, BreakerCause cause, long openNanos);
}
