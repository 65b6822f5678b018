package io.penstock.resilience.retry;

import io.penstock.time.Ticker;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How many retries and hedges one upstream may be sent: a part of the requests of the last 10 s, and a few however few
 * requests there are. Without it every caller's retries would come on top of the load that an upstream is failing under.
 *
 * <p>Requests are counted by each event loop for itself, in slots of a second: one plain store, no contention. Only a retry,
 * which is rare as long as the budget is worth its name, adds up the loops and takes the lock. A retry that is reserved
 * counts from then on, for as long as it waits, and for 10 s after it was sent. Thread-safe; a {@link Share} is confined to
 * its loop.
 */
public final class RetryBudget {

    /** How far back requests count. */
    static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int SLOTS = 10;
    private static final long SLOT_NANOS = WINDOW_NANOS / SLOTS;
    /** A slot's number and its count share one long, so that no reader sees one without the other. */
    private static final int COUNT_BITS = 28;

    private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;

    private final double ratio;
    private final int floor;
    private final long originNanos;
    private final List<Share> shares = new CopyOnWriteArrayList<>();
    private final long[] sent = new long[SLOTS];
    private int waiting;

    /**
     * A budget that is whole.
     *
     * @param ratio the most retries as a part of the requests
     * @param floor the retries that are allowed however few requests there are
     */
    public RetryBudget(double ratio, int floor, Ticker ticker) {
        this.ratio = ratio;
        this.floor = floor;
        this.originNanos = ticker.nanos();
    }

    /** Another event loop's part in counting; for good. */
    public Share share() {
        Share share = new Share();
        shares.add(share);
        return share;
    }

    /** How many retries wait or were sent in the last 10 s. */
    public synchronized int used(long nowNanos) {
        return waiting + (int) sum(sent, slot(nowNanos));
    }

    /** How many there may be now. */
    public int limit(long nowNanos) {
        long slot = slot(nowNanos);
        long requests = 0;
        for (Share share : shares) {
            requests += share.requests(slot);
        }
        return (int) Math.min(Integer.MAX_VALUE, Math.max(floor, (long) (ratio * requests)));
    }

    /** A look at it; figures of different loops may be moments apart. */
    public RetryBudgetStatus status(long nowNanos) {
        return new RetryBudgetStatus(limit(nowNanos), used(nowNanos));
    }

    private boolean reserve(long nowNanos) {
        int limit = limit(nowNanos);
        synchronized (this) {
            if (used(nowNanos) >= limit) {
                return false;
            }
            waiting++;
            return true;
        }
    }

    private synchronized void sent(long nowNanos) {
        waiting--;
        long slot = slot(nowNanos);
        int index = (int) (slot % SLOTS);
        sent[index] = counted(sent[index], slot);
    }

    private synchronized void giveBack() {
        waiting--;
    }

    private long slot(long nanos) {
        return Math.max(0, (nanos - originNanos) / SLOT_NANOS);
    }

    private static long counted(long cell, long slot) {
        if (cell >> COUNT_BITS < slot) {
            return slot << COUNT_BITS | 1;
        }
        return (cell & COUNT_MASK) == COUNT_MASK ? cell : cell + 1;
    }

    private static long countedIn(long cell, long slot) {
        return slot - (cell >> COUNT_BITS) < SLOTS ? cell & COUNT_MASK : 0;
    }

    private static long sum(long[] cells, long slot) {
        long sum = 0;
        for (long cell : cells) {
            sum += countedIn(cell, slot);
        }
        return sum;
    }

    /** One event loop's part of the budget. */
    public final class Share {

        private final AtomicLongArray requests = new AtomicLongArray(SLOTS);

        private Share() {}

        /** Counts a request that a caller made, at a moment of the clock. Allocates nothing. */
        public void requested(long nowNanos) {
            long slot = slot(nowNanos);
            int index = (int) (slot % SLOTS);
            requests.setOpaque(index, counted(requests.getPlain(index), slot));
        }

        /**
         * Reserves a retry; false where the budget is used up. What is reserved must be {@linkplain #sent sent} or
         * {@linkplain #giveBack given back}.
         */
        public boolean reserve(long nowNanos) {
            return RetryBudget.this.reserve(nowNanos);
        }

        /** A reserved retry is sent now. */
        public void sent(long nowNanos) {
            RetryBudget.this.sent(nowNanos);
        }

        /** A reserved retry is not sent after all. */
        public void giveBack() {
            RetryBudget.this.giveBack();
        }

        private long requests(long slot) {
            long sum = 0;
            for (int i = 0; i < SLOTS; i++) {
                sum += countedIn(requests.getOpaque(i), slot);
            }
            return sum;
        }
    }
}
