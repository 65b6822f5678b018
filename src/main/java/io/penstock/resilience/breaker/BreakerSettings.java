package io.penstock.resilience.breaker;

import io.penstock.config.BreakerConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a breaker opens and how it closes again. Times are in nanoseconds.
 *
 * @param enabled whether calls are counted at all
 * @param failureThreshold the consecutive failures that open it; 0 for any number
 * @param failureRate the share of failures in the window that opens it, from 0 to 1; 0 for any
 * @param minimumCalls the calls in the window below which a share tells nothing
 * @param windowNanos the time that shares are taken over
 * @param slowCallNanos how long a call takes that is slow; 0 where none is
 * @param slowCallRate the share of slow calls in the window that opens it
 * @param halfOpenCalls the calls at once that are let through to see whether the upstream is back
 * @param successThreshold how many of them must succeed
 * @param openForNanos how long it stays open the first time
 * @param maxOpenForNanos how long it stays open at most, when it opens again and again
 */
record BreakerSettings(
        boolean enabled,
        int failureThreshold,
        double failureRate,
        int minimumCalls,
        long windowNanos,
        long slowCallNanos,
        double slowCallRate,
        int halfOpenCalls,
        int successThreshold,
        long openForNanos,
        long maxOpenForNanos) {

    static BreakerSettings of(BreakerConfig config) {
        Duration slow = config.slowCall();
        return new BreakerSettings(
                config.enabled(),
                config.failureThreshold(),
                config.failureRate(),
                config.minimumCalls(),
                config.window().toNanos(),
                slow == null ? 0 : slow.toNanos(),
                config.slowCallRate(),
                config.halfOpenCalls(),
                config.successThreshold(),
                config.openFor().toNanos(),
                Math.max(config.openFor().toNanos(), config.maxOpenFor().toNanos()));
    }

    /** How long it stays open at most after so many openings in a row: twice as long each time. */
    long openNanos(int openings) {
        int doublings = Math.min(openings - 1, 30);
        return openForNanos > maxOpenForNanos >> doublings ? maxOpenForNanos : openForNanos << doublings;
    }

    /** Whether a call that took so long is slow. */
    boolean slow(long tookNanos) {
        return slowCallNanos > 0 && tookNanos >= slowCallNanos;
    }

    /** Whether shares are looked at, so that all calls must be counted. */
    boolean takesShares() {
        return failureRate > 0 || slowCallNanos > 0;
    }

    /** Why these counts open a breaker; null where they do not. */
    @Nullable
    BreakerCause verdict(CallWindow.Counts counts) {
        if (counts.calls() < minimumCalls) {
            return null;
        }
        if (failureRate > 0 && counts.failures() >= failureRate * counts.calls()) {
            return BreakerCause.FAILURE_RATE;
        }
        boolean tooSlow = slowCallNanos > 0 && counts.slow() >= slowCallRate * counts.calls();
        return tooSlow ? BreakerCause.SLOW_CALL_RATE : null;
    }
}
