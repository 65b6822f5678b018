package io.penstock.resilience.limit;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One announced quota, as far as it is known. Confined to the lock of its {@link LearnedPace}, which knows how many units are
 * under way.
 *
 * <p>What is left is spread over the time until it is restored: a permit is granted when as much of that time has passed as
 * it is worth, with a tenth of what is left to give at once. When a window has ended, a whole quota is spread over as long a
 * one until an answer tells of it.
 */
final class LearnedQuota {

    /** A window that an upstream announces without its end, or that nothing is known of yet. */
    private static final long UNKNOWN_WINDOW = TimeUnit.SECONDS.toNanos(1);

    /** Ends of windows are told to the second: what differs by less is the same window. */
    private static final long SAME_WINDOW = TimeUnit.MILLISECONDS.toNanos(1_500);

    private static final int BURST_DIVISOR = 10;

    private enum State {
        UNKNOWN,
        /** An answer has told of it. */
        TOLD,
        /** The window that was told of has ended: the next one holds as much, as far as is known. */
        PRESUMED
    }

    private final String name;
    private State state = State.UNKNOWN;
    private long limit;
    private long left;
    private long endNanos;
    private long windowNanos;
    private @Nullable TokenBucket pace;

    /** A quota that nothing is known of; the name is what the upstream calls it, empty where it has none. */
    LearnedQuota(String name) {
        this.name = name;
    }

    boolean named(String other) {
        return name.equals(other);
    }

    /** Takes the units: 0 where it did, else the wait. */
    long tryTake(int units, long inFlight, long nowNanos) {
        long wait = windowWait(units, inFlight, nowNanos);
        TokenBucket spread = pace;
        if (wait == 0 && spread != null) {
            wait = spread.tryTake(units, nowNanos);
        }
        if (wait == 0) {
            left -= units;
        }
        return wait;
    }

    /** The wait for so many units, if nobody else asks. */
    long waitNanos(long units, long inFlight, long nowNanos) {
        long wait = windowWait(1, inFlight, nowNanos);
        TokenBucket spread = pace;
        return wait == 0 && spread != null ? spread.waitNanos(units, nowNanos) : wait;
    }

    /** Gives units back that were not sent. */
    void giveBack(int units, long takenNanos) {
        left += units;
        TokenBucket spread = pace;
        if (spread != null) {
            spread.giveBack(units, takenNanos);
        }
    }

    /** Learns what is left of it. */
    void learn(QuotaReading reading, long inFlight, long nowNanos) {
        long window = reading.resetNanos() > 0 ? reading.resetNanos() : UNKNOWN_WINDOW;
        long end = nowNanos + window;
        // The upstream had perhaps not counted what was under way when it said so.
        long stillLeft = Math.max(0, reading.remaining() - inFlight);
        boolean told = state == State.TOLD;
        boolean same = told && Math.abs(end - endNanos) < SAME_WINDOW;
        // Answers overtake each other: one of an earlier window says nothing, and within a window less is left, never
        // more.
        if (told && (same ? stillLeft >= left : end - endNanos < 0)) {
            return;
        }
        boolean onCourse =
                pace != null && (same || state == State.PRESUMED) && window <= windowNanos && left - stillLeft <= 1;
        // A window holds what was left in it, at least.
        limit = reading.limit() > 0 ? reading.limit() : same ? limit : reading.remaining();
        state = State.TOLD;
        left = stillLeft;
        endNanos = end;
        windowNanos = Math.max(windowNanos, window);
        if (!onCourse) {
            pace = left == 0 ? null : spread(window, nowNanos);
        }
    }

    /** Whether anything is known of it now. */
    boolean known(long inFlight, long nowNanos) {
        windowWait(0, inFlight, nowNanos);
        return state != State.UNKNOWN;
    }

    /** Whether an answer has told of the window that is under way. */
    boolean told() {
        return state == State.TOLD;
    }

    /** The units of a window. */
    long limit() {
        return limit;
    }

    /** The units that are left. */
    long left() {
        return left;
    }

    /** When the window ends. */
    long endNanos() {
        return endNanos;
    }

    /** The wait for the end of the window, where too little is left of it. */
    private long windowWait(int units, long inFlight, long nowNanos) {
        if (state != State.UNKNOWN && endNanos - nowNanos <= 0) {
            beginWindow(inFlight, nowNanos);
        }
        return state == State.UNKNOWN || left >= units ? 0 : endNanos - nowNanos;
    }

    private void beginWindow(long inFlight, long nowNanos) {
        state = state == State.TOLD && limit > 0 ? State.PRESUMED : State.UNKNOWN;
        left = Math.max(0, limit - inFlight);
        endNanos = nowNanos + UNKNOWN_WINDOW;
        pace = state == State.UNKNOWN || left == 0 ? null : spread(windowNanos, nowNanos);
    }

    private TokenBucket spread(long window, long nowNanos) {
        int burst = (int) Math.min(1_000_000, left / BURST_DIVISOR);
        return new TokenBucket(Rate.of((double) left, window, burst), nowNanos);
    }
}
