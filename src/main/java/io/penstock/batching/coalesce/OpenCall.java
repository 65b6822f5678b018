package io.penstock.batching.coalesce;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that others may join: what stands in the table, where it equals every request with the same fingerprint.
 * Thread-safe.
 */
abstract class OpenCall {

    /** Beyond that a call is closed, and the next caller leads another one. */
    static final int MOST_FOLLOWERS = 10_000;

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

    /** Gets to know those who have joined, on the event loop of the call; given to that by the first of them. */
    abstract void admit();

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

    /** Has {@link #admit} called. */
    abstract void admitSoon();

    /** A follower has room again, as it says on its own event loop. */
    abstract void relieved(Follower follower);

    /** A follower wants no more, on its own event loop. */
    abstract void left(Follower follower);

    /** Takes those who have come since the last time. */
    final List<Follower> takeArrived() {
        List<Follower> taken;
        synchronized (this) {
            taken = arrived;
            arrived = null;
        }
        return taken == null ? List.of() : taken;
    }

    /** Lets nobody in any more; those who came before are admitted first. */
    final void close() {
        synchronized (this) {
            closed = true;
        }
        coalescing.forget(this);
        admit();
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

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof OpenCall call && call.high == high && call.low == low;
    }

    @Override
    public final int hashCode() {
        return Long.hashCode(low);
    }
}
