package io.penstock.resilience.limit;

/**
 * A rate.
 *
 * @param unitNanos the time that one unit takes, rounded up so that the rate is never exceeded
 * @param burst the units that can be had at once after a pause
 */
record Rate(long unitNanos, int burst) {

    /** So many units in so many nanoseconds. */
    static Rate of(double units, long perNanos, int burst) {
        return new Rate((long) Math.ceil(perNanos / units), Math.max(1, burst));
    }

    /** The units of a second. */
    double perSecond() {
        return 1e9 / unitNanos;
    }
}
