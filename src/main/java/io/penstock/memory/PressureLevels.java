package io.penstock.memory;

import io.penstock.exchange.MemoryPressure.Level;
import java.time.Duration;

/**
 * The level of one kind of memory, from one reading to the next. Confined to whoever feeds it; knows no clock.
 *
 * <p>It rises at once. It falls where a reading lies 5 % below the threshold of the level, so that a reading at a
 * threshold does not have it change back and forth; and, one level at a time, for each 30 seconds without a reading: what
 * was true then tells nothing of now, and a process that refuses calls may have nothing left to collect.
 */
final class PressureLevels {

    /** The time after which a reading counts for nothing any more. */
    static final long STALE_NANOS = Duration.ofSeconds(30).toNanos();

    /** How far below a threshold a reading ends its level. */
    static final double MARGIN = 0.05;

    private static final Level[] LEVELS = Level.values();

    private final double elevated;
    private final double high;
    private final double critical;
    private Level level = Level.NORMAL;
    private long sinceNanos;

    /** A kind of memory of which there is plenty; the thresholds are shares of what there is, each above the one before. */
    PressureLevels(double elevated, double high, double critical) {
        this.elevated = elevated;
        this.high = high;
        this.critical = critical;
    }

    Level level() {
        return level;
    }

    /** Takes a new reading. */
    void read(double share, long nowNanos) {
        Level reached = at(share);
        if (reached.compareTo(level) < 0) {
            Level held = at(share / (1 - MARGIN));
            level = held.compareTo(level) < 0 ? held : level;
        } else {
            level = reached;
        }
        sinceNanos = nowNanos;
    }

    /** Lets time pass in which there was no reading. */
    void age(long nowNanos) {
        while (level != Level.NORMAL && nowNanos - sinceNanos >= STALE_NANOS) {
            level = LEVELS[level.rank() - 1];
            sinceNanos += STALE_NANOS;
        }
    }

    private Level at(double share) {
        if (share >= critical) {
            return Level.CRITICAL;
        }
        if (share >= high) {
            return Level.HIGH;
        }
        return share >= elevated ? Level.ELEVATED : Level.NORMAL;
    }
}
