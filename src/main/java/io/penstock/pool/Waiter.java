package io.penstock.pool;

import io.penstock.error.PenstockException;
import io.penstock.time.Deadline;
import org.jspecify.annotations.Nullable;

/** A call that waits for a lease. Confined to the event loop of its shard, but for the fields that are final. */
final class Waiter {

    final Shard shard;
    final boolean fresh;
    final long sinceNanos;
    private final Taker taker;

    @Nullable
    Deadline timeout;

    private boolean done;

    Waiter(Shard shard, Taker taker, boolean fresh, long sinceNanos) {
        this.shard = shard;
        this.taker = taker;
        this.fresh = fresh;
        this.sinceNanos = sinceNanos;
    }

    boolean done() {
        return done;
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

    /** Receives exactly one of the two, on the event loop that asked. */
    interface Taker {

        /** A lease, to be released exactly once. */
        void leased(Lease lease);

        /** No lease was to be had. */
        void refused(PenstockException reason);
    }
}
