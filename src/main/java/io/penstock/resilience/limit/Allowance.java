package io.penstock.resilience.limit;

/**
 * So many units in so much time. Thread-safe and exact for the process: whatever is asked for at once, no more is granted
 * than the bound that the implementation names. Moments are nanoseconds of one clock.
 */
interface Allowance {

    /** Takes the units, all or none: 0 where they were taken, else the nanoseconds after which they may be had. */
    long tryTake(int units, long nowNanos);

    /** Gives units back that were taken at the moment and not used. */
    void giveBack(int units, long takenNanos);

    /** The nanoseconds after which the units may be had, if nobody else asks; takes nothing. */
    long waitNanos(long units, long nowNanos);

    /** Leaves one unit at the moment, so that what waited for it does not leave as a burst. */
    void drainUntil(long untilNanos);

    /** Whether it is as it was when it was made, so that a new one could take its place. */
    boolean untouched(long nowNanos);

    /** The units that can be had now. */
    double available(long nowNanos);
}
