package io.penstock.resilience.breaker;

/** A state that calls do not change: forced open, where none passes, or disabled, where all do. */
final class Fixed extends Period {

    private final long waitNanos;

    private Fixed(BreakerState state, long sinceNanos, int openings, long waitNanos) {
        super(state, sinceNanos, openings);
        this.waitNanos = waitNanos;
    }

    static Fixed forcedOpen(long sinceNanos, int openings) {
        return new Fixed(BreakerState.FORCED_OPEN, sinceNanos, openings, NEVER);
    }

    static Fixed disabled(long sinceNanos) {
        return new Fixed(BreakerState.DISABLED, sinceNanos, 0, 0);
    }

    @Override
    long waitNanos(long nowNanos) {
        return waitNanos;
    }

    @Override
    long tryAcquire(long nowNanos) {
        return waitNanos;
    }
}
