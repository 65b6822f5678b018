package io.penstock.resilience.breaker;

/** No call passes until the time is over. */
final class Open extends Period {

    private final long openNanos;

    Open(long sinceNanos, int openings, long openNanos) {
        super(BreakerState.OPEN, sinceNanos, openings);
        this.openNanos = openNanos;
    }

    /** Whether it has been open for its time. */
    boolean over(long nowNanos) {
        return nowNanos - sinceNanos() >= openNanos;
    }

    @Override
    long waitNanos(long nowNanos) {
        return Math.max(1, openNanos - (nowNanos - sinceNanos()));
    }

    @Override
    long tryAcquire(long nowNanos) {
        return waitNanos(nowNanos);
    }
}
