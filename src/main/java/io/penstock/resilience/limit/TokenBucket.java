package io.penstock.resilience.limit;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A rate with a burst. In any time T no more than {@code burst + rate × T} units are granted, on however many threads.
 *
 * <p>The generic cell rate algorithm: one number, the moment up to which the rate has been given away. A unit moves it on
 * by the time that the rate takes for one; it may be ahead of the clock by as much as the burst is worth. So there is
 * nothing to refill, and one compare-and-set decides. A clock that is read a little earlier than another thread's only
 * makes the wait longer.
 */
final class TokenBucket implements Allowance {

    private static final long FOR_EVER = Long.MAX_VALUE / 4;

    private final long originNanos;
    private final long unitNanos;
    private final long burstNanos;
    private final AtomicLong givenAway = new AtomicLong();

    /** A bucket with its whole burst to give. */
    TokenBucket(Rate rate, long nowNanos) {
        this.originNanos = nowNanos;
        this.unitNanos = rate.unitNanos();
        this.burstNanos = times(rate.burst(), rate.unitNanos());
    }

    @Override
    public long tryTake(int units, long nowNanos) {
        long now = nowNanos - originNanos;
        long cost = cost(units);
        while (true) {
            long before = givenAway.get();
            long after = Math.max(before, now) + cost;
            long wait = after - burstNanos - now;
            if (wait > 0) {
                return wait;
            }
            if (givenAway.compareAndSet(before, after)) {
                return 0;
            }
        }
    }

    @Override
    public void giveBack(int units, long takenNanos) {
        givenAway.addAndGet(-cost(units));
    }

    /** What costs more than a burst could never be had: it takes the burst. */
    private long cost(int units) {
        return Math.min(times(units, unitNanos), burstNanos);
    }

    /** The product, or what is as good as for ever and still leaves room to add to it. */
    private static long times(long units, long nanos) {
        return units > FOR_EVER / nanos ? FOR_EVER : units * nanos;
    }

    @Override
    public long waitNanos(long units, long nowNanos) {
        long now = nowNanos - originNanos;
        return Math.max(0, Math.max(givenAway.get(), now) + times(units, unitNanos) - burstNanos - now);
    }

    @Override
    public void drainUntil(long untilNanos) {
        long drained = untilNanos - originNanos + burstNanos - unitNanos;
        givenAway.accumulateAndGet(drained, Math::max);
    }

    @Override
    public boolean untouched(long nowNanos) {
        return givenAway.get() <= nowNanos - originNanos;
    }

    @Override
    public double available(long nowNanos) {
        long now = nowNanos - originNanos;
        return (double) (burstNanos - Math.max(0, givenAway.get() - now)) / unitNanos;
    }
}
