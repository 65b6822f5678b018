package io.penstock.pool;

import io.penstock.error.PenstockException;
import io.penstock.time.Deadline;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A call that waits: for a connection, for a place among those in progress, or for a permit. Confined to the event loop of
 * its shard, but for the fields that are final.
 */
final class Waiter {

    /** How many degrees of urgency there are (RFC 9218). */
    static final int URGENCIES = 8;

    /** The order in which calls are served: by urgency, but age makes up for it, so that nobody waits for ever. */
    static final Comparator<Waiter> ORDER = Waiter::compare;

    /** A call that is more urgent by one degree is served as if it had come so much earlier. */
    static final long DEGREE_NANOS = TimeUnit.SECONDS.toNanos(1);

    final Shard shard;
    final boolean fresh;
    final long sinceNanos;
    final int urgency;
    /** Whose calls stand in one line where a gate holds them back; null where no gate does. */
    final @Nullable Object scope;

    private final Taker taker;
    private final long beginNanos;
    private final long rankNanos;
    private final long number;

    @Nullable
    Deadline timeout;

    private boolean done;

    /**
     * A call that begins to wait.
     *
     * @param sinceNanos when it began
     * @param beginNanos what it is ranked by, its urgency apart: when it began to wait, or where {@link FairShares} put it
     * @param number which of the calls that began to wait it is, to tell apart those that began at one moment
     */
    Waiter(Shard shard, Taker taker, boolean fresh, long sinceNanos, long beginNanos, long number) {
        this.shard = shard;
        this.taker = taker;
        this.fresh = fresh;
        this.sinceNanos = sinceNanos;
        this.number = number;
        this.urgency = taker.urgency();
        this.scope = taker.scope();
        this.beginNanos = beginNanos;
        this.rankNanos = beginNanos + urgency * DEGREE_NANOS;
    }

    private Waiter(Waiter before) {
        this.shard = before.shard;
        this.taker = before.taker;
        this.fresh = before.fresh;
        this.sinceNanos = before.sinceNanos;
        this.number = before.number;
        this.urgency = before.urgency;
        this.scope = before.scope;
        this.beginNanos = before.beginNanos;
        this.rankNanos = before.rankNanos;
    }

    /** The same call once more, at the same place. */
    Waiter again() {
        return new Waiter(this);
    }

    private static int compare(Waiter one, Waiter other) {
        long difference = one.rankNanos - other.rankNanos;
        return difference != 0 ? Long.signum(difference) : Long.compare(one.number, other.number);
    }

    boolean done() {
        return done;
    }

    /** What it is ranked by, its urgency apart. */
    long beginNanos() {
        return beginNanos;
    }

    Taker taker() {
        return taker;
    }

    /** Gives the lease, or gives it back where the call has left in the meantime. */
    void lease(Lease lease) {
        if (finish()) {
            taker.leased(lease);
        } else {
            lease.release(null);
        }
    }

    void refuse(PenstockException reason) {
        if (finish()) {
            taker.refused(reason);
        }
    }

    /** Ends the wait without an outcome; false where it had ended before. */
    boolean finish() {
        if (done) {
            return false;
        }
        done = true;
        if (timeout != null) {
            timeout.cancel();
        }
        return true;
    }

    /** Receives a lease or a refusal, on the event loop that asked. */
    interface Taker {

        /**
         * A lease, to be released exactly once. A taker whose gate refuses has its place kept by {@link CallQueue#hold}, and
         * gets another lease later; one with a scope that needs no other lease says so by {@link CallQueue#served}.
         */
        void leased(Lease lease);

        /** No lease was to be had; nothing else comes. */
        void refused(PenstockException reason);

        /** How urgent the call is, 0 to 7. */
        default int urgency() {
            return URGENCIES / 2 - 1;
        }

        /** The consumer, as the request names it; null where it names none. */
        default @Nullable String consumer() {
            return null;
        }

        /** Whose calls its gate holds back together; null where it has no gate. */
        default @Nullable Object scope() {
            return null;
        }

        /** Why it should wait no longer, its gate having shut for good; null where it may. Asked on its event loop. */
        default @Nullable PenstockException shut() {
            return null;
        }

        /** Why it should not wait behind so many others for its permit; null where it may. */
        default @Nullable PenstockException hopeless(int ahead) {
            return null;
        }
    }
}
