package io.penstock.resilience.breaker;

import org.jspecify.annotations.Nullable;

/**
 * The time between two changes of a breaker's state, and what was counted in it. A new state is a new period, so that
 * counts begin anew and nothing of an earlier state gets into them: a result whose permit was granted before the period
 * began is not counted. Thread-safe.
 *
 * <p>What is told of a call may be a reason to change the state; the breaker does so where the period is still the
 * current one.
 */
abstract sealed class Period permits Closed, Open, HalfOpen, Fixed {

    /** The wait of a call that no wait would help. */
    static final long NEVER = Long.MAX_VALUE;

    private final BreakerState state;
    private final long sinceNanos;
    private final int openings;

    /**
     * A period that begins.
     *
     * @param openings how often in a row the breaker has opened
     */
    Period(BreakerState state, long sinceNanos, int openings) {
        this.state = state;
        this.sinceNanos = sinceNanos;
        this.openings = openings;
    }

    final BreakerState state() {
        return state;
    }

    final long sinceNanos() {
        return sinceNanos;
    }

    final int openings() {
        return openings;
    }

    /** Whether what was granted at the moment was granted in this period. */
    final boolean granted(long grantedNanos) {
        return grantedNanos - sinceNanos >= 0;
    }

    /** The wait of a call that asks now, in nanoseconds; 0 where it may pass, {@link #NEVER} where no wait is known. */
    abstract long waitNanos(long nowNanos);

    /** The same, and takes the permit of a call that may pass. */
    abstract long tryAcquire(long nowNanos);

    /** A permit comes back of which nothing is learned. */
    void giveBack(long grantedNanos) {}

    /** A call succeeded; why that changes the state, or null. */
    @Nullable
    BreakerCause succeeded(long grantedNanos, long nowNanos, long tookNanos) {
        return null;
    }

    /** A call failed that held a permit; why that changes the state, or null. */
    @Nullable
    BreakerCause failed(long grantedNanos, long nowNanos, long tookNanos) {
        return null;
    }

    /** A call failed that had got no permit yet, since the upstream could not be reached. */
    @Nullable
    BreakerCause unreachable(long nowNanos) {
        return null;
    }

    /** The body of an answer broke off whose head had been a success. */
    @Nullable
    BreakerCause broken(long grantedNanos, long nowNanos) {
        return null;
    }

    /** The failures that count towards the next change: in a row where closed. */
    int failures() {
        return 0;
    }

    /** The calls in the window. */
    CallWindow.Counts counts(long nowNanos) {
        return CallWindow.Counts.NONE;
    }
}
