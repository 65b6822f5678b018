package io.penstock.resilience.limit;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one scope's answers have taught: how long to stay away after a 429, and how much of an announced quota is left.
 * Thread-safe: one lock, held for a few field accesses.
 *
 * <p>What is left of a quota is spread over the time until it is restored: a permit is granted when as much of that time has
 * passed as it is worth, with a tenth of what is left to give at once. What was sent and not answered yet is
 * taken off what an answer says is left, since the upstream had perhaps not counted it when it said so. When a window has
 * ended, no more than a whole quota is sent until an answer tells of the next one.
 *
 * <p>The first request after a pause goes alone: what waited does not leave as a burst before the upstream takes requests
 * again.
 */
final class LearnedPace {

    private static final long FIRST_PAUSE = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_PAUSE_UNASKED = TimeUnit.MINUTES.toNanos(1);
    private static final int MOST_REFUSALS = 7;

    /** While the first request after a pause is under way, the others ask again after so long. */
    private static final long ALONE = TimeUnit.MILLISECONDS.toNanos(50);

    /** A window that an upstream announces without its end, or that nothing is known of yet. */
    private static final long UNKNOWN_WINDOW = TimeUnit.SECONDS.toNanos(1);

    /** Ends of windows are told to the second: what differs by less is the same window. */
    private static final long SAME_WINDOW = TimeUnit.MILLISECONDS.toNanos(1_500);

    private static final int BURST_DIVISOR = 10;

    private enum Quota {
        UNKNOWN,
        /** An answer has told of it. */
        TOLD,
        /** The window that was told of has ended: the next one holds as much, as far as is known. */
        PRESUMED
    }

    private final long maxPauseNanos;
    private final long sinceNanos;
    private boolean cooling;
    private boolean alone;
    private boolean firstUnderWay;
    private long coolUntilNanos;
    private int refusals;
    private Quota quota = Quota.UNKNOWN;
    private long limit;
    private long left;
    private long endNanos;
    private long inFlight;
    private @Nullable TokenBucket pace;

    LearnedPace(long maxPauseNanos, long nowNanos) {
        this.maxPauseNanos = maxPauseNanos;
        this.sinceNanos = nowNanos;
    }

    /** Takes the units: 0 where it did, else the wait. */
    synchronized long tryTake(int units, long nowNanos) {
        long wait = waitNow(units, nowNanos);
        TokenBucket spread = pace;
        if (wait == 0 && spread != null) {
            wait = spread.tryTake(units, nowNanos);
        }
        if (wait == 0) {
            left -= units;
            inFlight += units;
            firstUnderWay = alone;
        }
        return wait;
    }

    /** The wait for the end of a pause or of a window; forgets what is over. */
    private long waitNow(int units, long nowNanos) {
        if (cooling) {
            long pause = coolUntilNanos - nowNanos;
            if (pause > 0) {
                return pause;
            }
            cooling = false;
            alone = true;
            firstUnderWay = false;
        }
        if (alone && firstUnderWay) {
            return ALONE;
        }
        if (quota != Quota.UNKNOWN && endNanos - nowNanos <= 0) {
            beginWindow(nowNanos);
        }
        return quota == Quota.UNKNOWN || left >= units ? 0 : endNanos - nowNanos;
    }

    private void beginWindow(long nowNanos) {
        pace = null;
        quota = quota == Quota.TOLD && limit > 0 ? Quota.PRESUMED : Quota.UNKNOWN;
        left = Math.max(0, limit - inFlight);
        endNanos = nowNanos + UNKNOWN_WINDOW;
    }

    /** The wait for so many units, if nobody else asks. */
    synchronized long waitNanos(long units, long nowNanos) {
        long wait = waitNow(1, nowNanos);
        TokenBucket spread = pace;
        return wait == 0 && spread != null ? spread.waitNanos(units, nowNanos) : wait;
    }

    /** Gives units back that were not sent. */
    synchronized void giveBack(int units, long takenNanos) {
        left += units;
        ended(units, takenNanos);
        TokenBucket spread = pace;
        if (spread != null) {
            spread.giveBack(units, takenNanos);
        }
    }

    /** Notes that a request that was granted at the moment was answered, or will not be. */
    synchronized void ended(int units, long takenNanos) {
        // What was sent before anything was learned has not been counted.
        if (takenNanos - sinceNanos >= 0) {
            inFlight = Math.max(0, inFlight - units);
        }
        if (alone && takenNanos - coolUntilNanos >= 0) {
            firstUnderWay = false;
        }
    }

    /** Learns what is left of a quota. */
    synchronized void learn(QuotaReading reading, long nowNanos) {
        long window = reading.resetNanos() > 0 ? reading.resetNanos() : UNKNOWN_WINDOW;
        long end = nowNanos + window;
        long stillLeft = Math.max(0, reading.remaining() - inFlight);
        boolean told = quota == Quota.TOLD;
        boolean same = told && Math.abs(end - endNanos) < SAME_WINDOW;
        // Answers overtake each other: one of an earlier window says nothing, and within a window less is left, never
        // more.
        if (told && (same ? stillLeft >= left : end - endNanos < 0)) {
            return;
        }
        boolean onCourse = same && pace != null && left - stillLeft <= 1;
        quota = Quota.TOLD;
        limit = reading.limit();
        left = stillLeft;
        endNanos = end;
        if (!onCourse) {
            pace = left == 0 ? null : spread(window, nowNanos);
        }
    }

    private TokenBucket spread(long window, long nowNanos) {
        int burst = (int) Math.min(1_000_000, left / BURST_DIVISOR);
        return new TokenBucket(Rate.of((double) left, window, burst), nowNanos);
    }

    /**
     * Stays away for a while.
     *
     * @param askedNanos what the upstream asks for; negative where it only says no: then a second, doubled with each no
     * @return the moment until which nothing is sent
     */
    synchronized long cool(long askedNanos, long nowNanos) {
        boolean known = cooling && coolUntilNanos - nowNanos > 0;
        if (!known || refusals == 0) {
            refusals = Math.min(refusals + 1, MOST_REFUSALS);
        }
        long own = Math.min(FIRST_PAUSE << (refusals - 1), LONGEST_PAUSE_UNASKED);
        long until = nowNanos + Math.min(askedNanos >= 0 ? askedNanos : own, maxPauseNanos);
        if (!known || until - coolUntilNanos > 0) {
            cooling = true;
            coolUntilNanos = until;
        }
        return coolUntilNanos;
    }

    /** Notes that the upstream took a request. */
    synchronized void accepted() {
        alone = false;
        refusals = 0;
    }

    /** Forgets everything but what is under way. */
    synchronized void reset() {
        cooling = false;
        alone = false;
        refusals = 0;
        quota = Quota.UNKNOWN;
        pace = null;
    }

    /** Whether nothing it knows holds any more, so that it may be forgotten. */
    synchronized boolean idle(long nowNanos) {
        return inFlight == 0 && waitNow(0, nowNanos) == 0 && quota == Quota.UNKNOWN && !alone;
    }

    /** A look at it. */
    synchronized View view(long nowNanos) {
        waitNow(0, nowNanos);
        boolean told = quota == Quota.TOLD;
        return new View(
                cooling ? coolUntilNanos - nowNanos : -1,
                told ? limit : -1,
                told ? left : -1,
                told ? endNanos - nowNanos : -1);
    }

    /**
     * What is known now.
     *
     * @param coolingNanos the time until requests are sent again; −1 where they are
     * @param limit the quota of a window; −1 where none is known
     * @param left what is left of it; −1 where none is known
     * @param resetNanos the time until the window ends; −1 where none is known
     */
    record View(long coolingNanos, long limit, long left, long resetNanos) {}
}
