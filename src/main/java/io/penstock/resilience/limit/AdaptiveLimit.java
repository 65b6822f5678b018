package io.penstock.resilience.limit;

import io.penstock.config.ConcurrencyConfig;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * How many requests an upstream is given at once, found by trying: one more for each time that as many as are allowed were
 * answered well, and a part less at a sign of overload (additive increase, multiplicative decrease). Signs are an answer
 * of 503 or 504, no answer, and, where that is configured, one that took several times as long as the best. Requests that
 * were sent before the last decrease say nothing: they met the load of before. Thread-safe.
 */
final class AdaptiveLimit implements IntSupplier {

    private static final int START = 20;

    /** The best time is forgotten bit by bit, so that an upstream that has become slower for good is not slow for ever. */
    private static final double FORGETTING = 1.001;

    private static final long SHORTEST_BEST = TimeUnit.MILLISECONDS.toNanos(1);

    private final int min;
    private final int max;
    private final double backoff;
    private final double tolerance;
    private double limit;
    private double bestNanos = Double.MAX_VALUE;
    private long lowered;
    private boolean everLowered;
    private int inFlight;

    AdaptiveLimit(ConcurrencyConfig config, int max) {
        this.min = Math.min(config.min(), max);
        this.max = max;
        this.backoff = config.backoff();
        this.tolerance = config.tolerance();
        this.limit = Math.min(max, Math.max(min, START));
    }

    @Override
    public synchronized int getAsInt() {
        return (int) limit;
    }

    synchronized void granted() {
        inFlight++;
    }

    synchronized void givenBack() {
        inFlight--;
    }

    /** An answer came, or none did. */
    synchronized void ended(long grantedNanos, long nowNanos, boolean overloaded) {
        boolean busy = inFlight * 2 >= (int) limit;
        inFlight--;
        double took = nowNanos - grantedNanos;
        boolean slow = tolerance > 0 && took > tolerance * Math.max((double) SHORTEST_BEST, bestNanos);
        if (overloaded || slow) {
            lower(grantedNanos, nowNanos);
        } else {
            bestNanos = Math.min(bestNanos * FORGETTING, took);
            // A limit that is not reached proves nothing about a higher one.
            if (busy) {
                limit = Math.min(max, limit + 1 / limit);
            }
        }
    }

    private void lower(long grantedNanos, long nowNanos) {
        if (!everLowered || grantedNanos - lowered >= 0) {
            everLowered = true;
            lowered = nowNanos;
            limit = Math.max(min, limit * backoff);
        }
    }
}
