package io.penstock.resilience.limit;

import java.util.Arrays;

/**
 * At most so many units in any stretch of time as long as the window. Counts in slots of a sixtieth of the window, and a
 * slot counts as a whole for as long as any part of it lies within: so units come back up to a sixtieth of the window late,
 * and never early. One lock, held for a few field accesses.
 */
final class SlidingCap implements Allowance {

    private static final int SLOTS = 60;

    private final int limit;
    private final long slotNanos;
    private final long originNanos;
    // One more than a window has: the oldest lies partly within it, and so does the one that is being filled.
    private final int[] taken = new int[SLOTS + 1];
    private long slot;
    private int sum;

    SlidingCap(int limit, long windowNanos, long nowNanos) {
        this.limit = limit;
        this.slotNanos = (windowNanos + SLOTS - 1) / SLOTS;
        this.originNanos = nowNanos;
    }

    @Override
    public synchronized long tryTake(int units, long nowNanos) {
        int cost = Math.min(units, limit);
        advance(nowNanos);
        if (sum + cost > limit) {
            return waitFor(cost, nowNanos);
        }
        taken[index(slot)] += cost;
        sum += cost;
        return 0;
    }

    @Override
    public synchronized void giveBack(int units, long takenNanos) {
        int cost = Math.min(units, limit);
        // Another thread may have moved on by a slot between the reading of the clock and the taking.
        long first = slotAt(takenNanos);
        for (long at = first; at <= Math.min(slot, first + 1); at++) {
            if (at > slot - taken.length && taken[index(at)] >= cost) {
                taken[index(at)] -= cost;
                sum -= cost;
                return;
            }
        }
    }

    @Override
    public synchronized long waitNanos(long units, long nowNanos) {
        advance(nowNanos);
        long windows = Math.max(0, units - 1) / limit;
        int rest = (int) (units - windows * limit);
        long whole = windows * slotNanos * SLOTS;
        return sum + rest > limit ? whole + waitFor(rest, nowNanos) : whole;
    }

    /** The cap holds whatever waited: nothing leaves faster for it. */
    @Override
    public void drainUntil(long untilNanos) {
        // See above.
    }

    @Override
    public synchronized boolean untouched(long nowNanos) {
        advance(nowNanos);
        return sum == 0;
    }

    @Override
    public synchronized double available(long nowNanos) {
        advance(nowNanos);
        return limit - sum;
    }

    /** Forgets the slots that have left the window. */
    private void advance(long nowNanos) {
        long now = slotAt(nowNanos);
        if (now - slot >= taken.length) {
            Arrays.fill(taken, 0);
            sum = 0;
            slot = now;
        }
        while (slot < now) {
            slot++;
            sum -= taken[index(slot)];
            taken[index(slot)] = 0;
        }
    }

    /** The time until enough of the oldest slots have left; there are enough units in them. */
    private long waitFor(int units, long nowNanos) {
        int freed = limit - sum;
        long oldest = slot - taken.length + 1;
        while (freed < units && oldest <= slot) {
            freed += taken[index(oldest)];
            oldest++;
        }
        // The slot before "oldest" leaves when the one as many slots later begins.
        long leavesAt = originNanos + (oldest - 1 + taken.length) * slotNanos;
        return Math.max(1, leavesAt - nowNanos);
    }

    private long slotAt(long nanos) {
        return Math.max(0, nanos - originNanos) / slotNanos;
    }

    private int index(long of) {
        return (int) Math.floorMod(of, (long) taken.length);
    }
}
