package io.penstock.batching.coalesce;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request that others may join: what stands in the table. Thread-safe. */
abstract class OpenCall {

    /** Beyond that a call is closed, and the next caller leads another one. */
    static final int MOST_FOLLOWERS = 10_000;

    /** The next call of its chain in the table, which guards it. */
    @Nullable
    OpenCall older;

    private final Coalescing coalescing;
    private final long high;
    private final long low;
    private final int epoch;

    // Guarded by this: who has come and is not known yet, how many have come, and whether there may be more.
    private @Nullable List<Follower> arrived;
    private int joined;
    private boolean closed;

    OpenCall(Coalescing coalescing, long high, long low) {
        this.coalescing = coalescing;
        this.high = high;
        this.low = low;
        this.epoch = coalescing.epoch();
    }

    /** The half of the fingerprint by which the table finds it. */
    final long low() {
        return low;
    }

    /** Whether another one has the same fingerprint. */
    final boolean asksTheSame(OpenCall other) {
        return low == other.low && high == other.high;
    }

    /** Gets to know those who have joined, on the event loop of the call. */
    abstract void admit(List<Follower> newcomers);

    /** Lets one in, from its own event loop; false where the call takes nobody any more. */
    boolean join(Follower follower) {
        boolean first;
        synchronized (this) {
            if (closed || joined == MOST_FOLLOWERS || epoch != coalescing.epoch()) {
                closed = true;
                return false;
            }
            joined++;
            first = arrived == null;
            if (arrived == null) {
                arrived = new ArrayList<>();
            }
            arrived.add(follower);
        }
        if (first) {
            admitSoon();
        }
        return true;
    }

    /** Has {@link #admitArrived} called on the event loop of the call. */
    abstract void admitSoon();

    /** A follower has room again, as it says on its own event loop. */
    abstract void relieved(Follower follower);

    /** A follower wants no more, on its own event loop. */
    abstract void left(Follower follower);

    /** Admits those who have come since the last time. */
    final void admitArrived() {
        List<Follower> newcomers;
        synchronized (this) {
            newcomers = arrived;
            arrived = null;
        }
        if (newcomers != null) {
            admit(newcomers);
        }
    }

    /** Lets nobody in any more; those who came before are admitted first. */
    final void close() {
        List<Follower> last;
        synchronized (this) {
            closed = true;
            last = arrived;
            arrived = null;
        }
        coalescing.forget(this);
        if (last != null) {
            admit(last);
        }
    }

    /** Lets nobody in any more, unless somebody has just come; says whether it is so. */
    final boolean closeUnlessJoined() {
        synchronized (this) {
            if (arrived != null) {
                return false;
            }
            closed = true;
        }
        coalescing.forget(this);
        return true;
    }
}
