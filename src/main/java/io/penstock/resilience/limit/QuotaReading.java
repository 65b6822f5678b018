package io.penstock.resilience.limit;

/**
 * What one answer tells of a quota.
 *
 * @param limit the units of a window; −1 where it is not told
 * @param remaining the units left in the window, 0 or more
 * @param resetNanos the time until the window ends, from now on; −1 where it is not told
 */
record QuotaReading(long limit, long remaining, long resetNanos) {

    /** Whether this leaves less to send in a given time than the other. */
    boolean tighterThan(QuotaReading other) {
        return pace() < other.pace();
    }

    private double pace() {
        return (double) remaining / Math.max(1, resetNanos);
    }
}
