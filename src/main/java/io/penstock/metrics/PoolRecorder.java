package io.penstock.metrics;

/** Counts what happens in one upstream's pool. Thread-safe; {@link #leased} neither looks up a meter nor allocates. */
public interface PoolRecorder {

    /**
     * A lease was granted.
     *
     * @param waitedNanos the time it was waited for; 0 where it was granted at once
     * @param reused whether its connection had served a request before
     */
    void leased(long waitedNanos, boolean reused);

    /** A connection was opened, TLS handshake included, in so many nanoseconds. */
    void dialed(long nanos);

    /** A connection could not be opened; {@code reason} is one of a small fixed set, such as a problem's slug. */
    void dialFailed(String reason);

    /** An idle connection was asked for a sign of life and gave one, or did not. */
    void pinged(boolean ok);

    /** A connection left the pool. */
    void retired(Retirement cause);

    /** A lease was granted on a connection that another event loop owns. */
    void borrowed();

    /** A request whose reused connection turned out dead was sent again on a fresh one. */
    void retriedOnFresh();

    /** A call was not allowed to wait, or no longer, for a lease; {@code reason} is one of a small fixed set. */
    void waitRefused(String reason);
}
