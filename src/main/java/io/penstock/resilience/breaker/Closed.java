package io.penstock.resilience.breaker;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** All calls pass. Shares are looked at when a call fails or is slow, so that a good call never opens a breaker. */
final class Closed extends Period {

    private final BreakerSettings settings;
    private final CallWindow window;
    private final AtomicInteger consecutive = new AtomicInteger();

    Closed(BreakerSettings settings, long sinceNanos, int openings) {
        super(BreakerState.CLOSED, sinceNanos, openings);
        this.settings = settings;
        this.window = new CallWindow(sinceNanos, settings.windowNanos());
    }

    @Override
    long waitNanos(long nowNanos) {
        return 0;
    }

    @Override
    long tryAcquire(long nowNanos) {
        return 0;
    }

    @Override
    @Nullable
    BreakerCause succeeded(long grantedNanos, long nowNanos, long tookNanos) {
        if (!granted(grantedNanos)) {
            return null;
        }
        // Read first: loops that only succeed must not contend for the field.
        if (consecutive.get() != 0) {
            consecutive.set(0);
        }
        if (!settings.takesShares()) {
            return null;
        }
        CallWindow.Tenth tenth = window.at(nowNanos);
        tenth.calls.increment();
        if (!settings.slow(tookNanos)) {
            return null;
        }
        tenth.slow.increment();
        return settings.verdict(window.counts(nowNanos));
    }

    @Override
    @Nullable
    BreakerCause failed(long grantedNanos, long nowNanos, long tookNanos) {
        if (!granted(grantedNanos)) {
            return null;
        }
        CallWindow.Tenth tenth = window.at(nowNanos);
        tenth.calls.increment();
        if (settings.slow(tookNanos)) {
            tenth.slow.increment();
        }
        return failure(tenth, nowNanos);
    }

    @Override
    @Nullable
    BreakerCause unreachable(long nowNanos) {
        return failed(sinceNanos(), nowNanos, 0);
    }

    @Override
    @Nullable
    BreakerCause broken(long grantedNanos, long nowNanos) {
        return granted(grantedNanos) ? failure(window.at(nowNanos), nowNanos) : null;
    }

    private @Nullable BreakerCause failure(CallWindow.Tenth tenth, long nowNanos) {
        tenth.failures.increment();
        int threshold = settings.failureThreshold();
        if (consecutive.incrementAndGet() >= threshold && threshold > 0) {
            return BreakerCause.CONSECUTIVE_FAILURES;
        }
        return settings.verdict(window.counts(nowNanos));
    }

    /** Whether no call of the window failed or was slow. */
    boolean blameless(long nowNanos) {
        CallWindow.Counts counts = window.counts(nowNanos);
        return counts.failures() == 0 && counts.slow() == 0;
    }

    /** Whether it has been closed for so short that opening again is the same trouble still. */
    boolean shortLived(long nowNanos) {
        return nowNanos - sinceNanos() < settings.windowNanos();
    }

    @Override
    int failures() {
        return consecutive.get();
    }

    @Override
    CallWindow.Counts counts(long nowNanos) {
        return window.counts(nowNanos);
    }
}
