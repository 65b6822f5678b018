package io.penstock.resilience.breaker;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Some calls at once pass, to see whether the upstream is back. The first that fails or is slow shows that it is not. */
final class HalfOpen extends Period {

    /** What is told to a call that finds all places taken: those before it are likely to be through by then. */
    private static final long WAIT_FOR_TRIALS = TimeUnit.SECONDS.toNanos(1);

    private final BreakerSettings settings;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger successes = new AtomicInteger();

    HalfOpen(BreakerSettings settings, long sinceNanos, int openings) {
        super(BreakerState.HALF_OPEN, sinceNanos, openings);
        this.settings = settings;
    }

    @Override
    long waitNanos(long nowNanos) {
        return inFlight.get() < settings.halfOpenCalls() ? 0 : WAIT_FOR_TRIALS;
    }

    @Override
    long tryAcquire(long nowNanos) {
        // A call that looked at the clock before the period began would not be known again as one of it.
        if (!granted(nowNanos)) {
            return WAIT_FOR_TRIALS;
        }
        int taken = inFlight.get();
        while (taken < settings.halfOpenCalls()) {
            if (inFlight.compareAndSet(taken, taken + 1)) {
                return 0;
            }
            taken = inFlight.get();
        }
        return WAIT_FOR_TRIALS;
    }

    @Override
    void giveBack(long grantedNanos) {
        if (granted(grantedNanos)) {
            inFlight.decrementAndGet();
        }
    }

    @Override
    @Nullable
    BreakerCause succeeded(long grantedNanos, long nowNanos, long tookNanos) {
        if (!granted(grantedNanos)) {
            return null;
        }
        inFlight.decrementAndGet();
        if (settings.slow(tookNanos)) {
            return BreakerCause.TRIAL_FAILED;
        }
        return successes.incrementAndGet() >= settings.successThreshold() ? BreakerCause.TRIALS_SUCCEEDED : null;
    }

    @Override
    @Nullable
    BreakerCause failed(long grantedNanos, long nowNanos, long tookNanos) {
        if (!granted(grantedNanos)) {
            return null;
        }
        inFlight.decrementAndGet();
        return BreakerCause.TRIAL_FAILED;
    }

    @Override
    BreakerCause unreachable(long nowNanos) {
        return BreakerCause.TRIAL_FAILED;
    }

    @Override
    @Nullable
    BreakerCause broken(long grantedNanos, long nowNanos) {
        return granted(grantedNanos) ? BreakerCause.TRIAL_FAILED : null;
    }

    int inFlight() {
        return inFlight.get();
    }
}
