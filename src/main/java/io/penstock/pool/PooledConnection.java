package io.penstock.pool;

import io.penstock.metrics.Retirement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One connection of a pool and what the pool knows of it. Confined to the event loop of its shard. */
final class PooledConnection {

    private static final long NEVER = Long.MAX_VALUE;

    /** Loans in a row to the same other loop after which the permit moves there. */
    private static final int LOANS_BEFORE_MOVE = 256;

    /** A move costs a handshake, so no connection moves before it has paid for its own. */
    private static final long AGE_BEFORE_MOVE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Shard shard;
    private final Link link;
    private final int capacity;
    private final long openedNanos;
    private final long lifeNanos;
    private final List<Lease> leases = new ArrayList<>(1);
    private boolean fresh = true;
    private boolean used;
    private volatile long serverKeepAliveNanos = NEVER;
    private long idleSinceNanos;
    private long pingedNanos;
    private boolean pinging;
    private boolean replacing;
    private boolean listed;
    private @Nullable Retirement retirement;
    private @Nullable Shard lastBorrower;
    private int borrowsInARow;

    PooledConnection(Shard shard, Link link, int capacity, long nowNanos, long lifeNanos) {
        this.shard = shard;
        this.link = link;
        this.capacity = capacity;
        this.openedNanos = nowNanos;
        this.lifeNanos = lifeNanos;
        this.idleSinceNanos = nowNanos;
        this.pingedNanos = nowNanos;
    }

    Shard shard() {
        return shard;
    }

    Link link() {
        return link;
    }

    /** Whether it has served a request. */
    boolean used() {
        return used;
    }

    /** Whether it has just been opened: it neither served a request nor stood in the pool, where it may have died unseen. */
    boolean fresh() {
        return fresh;
    }

    /** Notes that it now stands in the pool. */
    void pooled() {
        fresh = false;
    }

    /** The server's own limit of idleness; may be noted on another event loop. */
    void serverKeepsAlive(long nanos) {
        serverKeepAliveNanos = nanos;
    }

    int active() {
        return leases.size();
    }

    List<Lease> leases() {
        return leases;
    }

    /** Whether another lease may be granted. */
    boolean available() {
        return retirement == null && !(pinging && !link.multiplexed()) && leases.size() < capacity();
    }

    /** Whether it stands in the shard's line of connections with room. */
    boolean listed() {
        return listed;
    }

    void listed(boolean now) {
        listed = now;
    }

    private int capacity() {
        return link.multiplexed() ? Math.min(capacity, link.maxStreams()) : 1;
    }

    /** Notes a lease, and how many in a row the same other loop has taken. */
    void leased(Lease lease) {
        leases.add(lease);
        used = true;
        fresh = false;
        Shard borrower = lease.borrower();
        if (borrower == shard) {
            borrowsInARow = 0;
            lastBorrower = null;
        } else if (borrower == lastBorrower) {
            borrowsInARow++;
        } else {
            borrowsInARow = 1;
            lastBorrower = borrower;
        }
    }

    void released(Lease lease, long nowNanos) {
        leases.remove(lease);
        idleSinceNanos = nowNanos;
    }

    /**
     * The other loop to which the permit should move: the one that took every lease for long, none of the own loop between.
     * Null where the connection stays.
     */
    @Nullable
    Shard movesTo(long nowNanos) {
        boolean movable =
                leases.isEmpty() && borrowsInARow >= LOANS_BEFORE_MOVE && ageNanos(nowNanos) >= AGE_BEFORE_MOVE_NANOS;
        return movable ? lastBorrower : null;
    }

    /** Why the connection must not be used any more, or null where it may be. */
    @Nullable
    Retirement unfit(long nowNanos, long keepAliveMarginNanos) {
        if (!link.alive()) {
            return Retirement.PEER_CLOSED;
        }
        long keepAlive = serverKeepAliveNanos;
        boolean idle = leases.isEmpty();
        if (idle && keepAlive != NEVER && nowNanos - idleSinceNanos >= Math.max(0, keepAlive - keepAliveMarginNanos)) {
            return Retirement.KEEP_ALIVE;
        }
        return null;
    }

    boolean outlived(long nowNanos) {
        return lifeNanos > 0 && nowNanos - openedNanos >= lifeNanos;
    }

    long idleNanos(long nowNanos) {
        return leases.isEmpty() ? nowNanos - idleSinceNanos : 0;
    }

    /** Time without any sign of life: neither a request nor a ping. */
    long silentNanos(long nowNanos) {
        return leases.isEmpty() ? Math.min(nowNanos - idleSinceNanos, nowNanos - pingedNanos) : 0;
    }

    boolean pinging() {
        return pinging;
    }

    void pingStarted() {
        pinging = true;
    }

    void pingEnded(long nowNanos) {
        pinging = false;
        pingedNanos = nowNanos;
    }

    /** Whether its successor is being opened. */
    boolean replacing() {
        return replacing;
    }

    void replacing(boolean now) {
        replacing = now;
    }

    long ageNanos(long nowNanos) {
        return nowNanos - openedNanos;
    }

    @Nullable
    Retirement retirement() {
        return retirement;
    }

    /** Marks it as retiring; the first cause stands. */
    void retire(Retirement cause) {
        if (retirement == null) {
            retirement = cause;
        }
    }
}
