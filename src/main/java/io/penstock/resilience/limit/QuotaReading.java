package io.penstock.resilience.limit;

/**
 * What one answer tells of a quota.
 *
 * @param name what the upstream calls the quota, to tell several apart; empty where it has no name
 * @param limit the units of a window; −1 where it is not told
 * @param remaining the units left in the window, 0 or more
 * @param resetNanos the time until the window ends, from now on; −1 where it is not told
 */
record QuotaReading(String name, long limit, long remaining, long resetNanos) {

    /** What an answer tells of a quota without a name. */
    QuotaReading(long limit, long remaining, long resetNanos) {
        this("", limit, remaining, resetNanos);
    }
}
