package io.penstock.resilience.limit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one scope's answers have taught: how long to stay away after a 429, and how much of the announced quotas is left.
 * Thread-safe: one lock, held for a few field accesses.
 *
 * <p>Of several quotas, such as one for each minute and one for each day, all hold: a permit is taken of every one of them
 * or of none. What was sent and not answered yet is taken off what an answer says is left.
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

    /** Quotas that are told apart; what is announced beyond is not learned. */
    private static final int MOST_QUOTAS = 8;

    private final long maxPauseNanos;
    private final long sinceNanos;
    private boolean cooling;
    private boolean alone;
    private boolean firstUnderWay;
    private long coolUntilNanos;
    private int refusals;
    private long inFlight;
    private final List<LearnedQuota> quotas = new ArrayList<>(1);

    LearnedPace(long maxPauseNanos, long nowNanos) {
        this.maxPauseNanos = maxPauseNanos;
        this.sinceNanos = nowNanos;
    }

    /** Takes the units: 0 where it did, else the wait. */
    synchronized long tryTake(int units, long nowNanos) {
        long wait = pauseNanos(nowNanos);
        for (int i = 0; wait == 0 && i < quotas.size(); i++) {
            wait = quotas.get(i).tryTake(units, inFlight, nowNanos);
            if (wait > 0) {
                giveBackFirst(i, units, nowNanos);
            }
        }
        if (wait == 0) {
            inFlight += units;
            firstUnderWay = alone;
        }
        return wait;
    }

    private void giveBackFirst(int count, int units, long takenNanos) {
        for (int i = 0; i < count; i++) {
            quotas.get(i).giveBack(units, takenNanos);
        }
    }

    /** The wait for the end of a pause; forgets one that is over. */
    private long pauseNanos(long nowNanos) {
        if (cooling) {
            long pause = coolUntilNanos - nowNanos;
            if (pause > 0) {
                return pause;
            }
            cooling = false;
            alone = true;
            firstUnderWay = false;
        }
        return alone && firstUnderWay ? ALONE : 0;
    }

    /** The wait for so many units, if nobody else asks. */
    synchronized long waitNanos(long units, long nowNanos) {
        long longest = pauseNanos(nowNanos);
        for (int i = 0; i < quotas.size(); i++) {
            longest = Math.max(longest, quotas.get(i).waitNanos(units, inFlight, nowNanos));
        }
        return longest;
    }

    /** Gives units back that were not sent. */
    synchronized void giveBack(int units, long takenNanos) {
        giveBackFirst(quotas.size(), units, takenNanos);
        ended(units, takenNanos);
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
        LearnedQuota quota = quota(reading.name(), nowNanos);
        if (quota != null) {
            quota.learn(reading, inFlight, nowNanos);
        }
    }

    /** The quota of that name, a new one in the place of one that is over where need be; null where there are too many. */
    private @Nullable LearnedQuota quota(String name, long nowNanos) {
        for (int i = 0; i < quotas.size(); i++) {
            if (quotas.get(i).named(name)) {
                return quotas.get(i);
            }
        }
        if (quotas.size() == MOST_QUOTAS) {
            quotas.removeIf(quota -> !quota.known(inFlight, nowNanos));
        }
        if (quotas.size() == MOST_QUOTAS) {
            return null;
        }
        LearnedQuota added = new LearnedQuota(name);
        quotas.add(added);
        return added;
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
        quotas.clear();
    }

    /** Whether nothing it knows holds any more, so that it may be forgotten. */
    synchronized boolean idle(long nowNanos) {
        return inFlight == 0
                && pauseNanos(nowNanos) == 0
                && !alone
                && quotas.stream().noneMatch(quota -> quota.known(inFlight, nowNanos));
    }

    /** A look at it: of several quotas, at the one of which least is left. */
    synchronized View view(long nowNanos) {
        pauseNanos(nowNanos);
        long cooling = this.cooling ? coolUntilNanos - nowNanos : -1;
        LearnedQuota least = null;
        for (LearnedQuota quota : quotas) {
            if (quota.known(inFlight, nowNanos) && quota.told() && (least == null || quota.left() < least.left())) {
                least = quota;
            }
        }
        return least == null
                ? new View(cooling, -1, -1, -1)
                : new View(cooling, least.limit(), least.left(), least.endNanos() - nowNanos);
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
