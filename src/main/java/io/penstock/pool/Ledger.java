package io.penstock.pool;

import io.penstock.config.PoolConfig;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the shards of one upstream share: the permits for connections, and the queue of calls that wait. Thread-safe; its
 * methods hold one lock for a few field accesses and never call out. A lease that is served at once does not come here,
 * but for one volatile read of {@link #waiting()}.
 *
 * <p>A permit is free, in a dial, or in an open connection: {@code free + dialing + open == size} at all times. Calls are
 * served in the order in which they came, whatever their event loop; those that need a connection opened for them
 * stand in a line of their own, since another one that comes free is of no help to them.
 */
final class Ledger {

    private final int size;
    private final int floor;
    private final int maxWaiting;
    private final int streamLimit;
    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
    private final ArrayDeque<Waiter> freshWaiters = new ArrayDeque<>();
    private int free;
    private int dialing;
    private int open;
    private int streams;
    private volatile int waiting;

    Ledger(PoolConfig config, boolean keepConnections) {
        this.size = config.size();
        this.free = config.size();
        this.floor = keepConnections ? config.minIdle() : 0;
        this.maxWaiting = config.maxWaiting();
        this.streamLimit = config.streamLimit();
    }

    /** How many calls wait, as of a moment ago. */
    int waiting() {
        return waiting;
    }

    /** Puts a call at the end of the queue; false where the queue is full. */
    synchronized boolean offer(Waiter waiter) {
        if (waiting >= maxWaiting) {
            return false;
        }
        (waiter.fresh ? freshWaiters : waiters).addLast(waiter);
        waiting++;
        return true;
    }

    /** Takes a call out of the queue; false where it is no longer there, so that it is being served. */
    synchronized boolean remove(Waiter waiter) {
        boolean removed = (waiter.fresh ? freshWaiters : waiters).remove(waiter);
        if (removed) {
            waiting--;
        }
        return removed;
    }

    /** The call to serve next with a connection that has just been opened or not; null where none can be served with it. */
    synchronized @Nullable Waiter next(boolean freshConnection) {
        Waiter first = waiters.peekFirst();
        Waiter fresh = freshConnection ? freshWaiters.peekFirst() : null;
        if (fresh != null && (first == null || fresh.sinceNanos - first.sinceNanos <= 0)) {
            freshWaiters.removeFirst();
            waiting--;
            return fresh;
        }
        if (first != null) {
            waiters.removeFirst();
            waiting--;
        }
        return first;
    }

    /** Whether a connection must make room, so that a call that needs a new one can be served at all. */
    synchronized boolean freshNeedsRoom() {
        return free == 0 && freshWaiters.size() > dialing;
    }

    /** Takes every call that began to wait before the moment, or all of them, while there is no connection at all. */
    synchronized List<Waiter> takeHopeless(long sinceBeforeNanos, boolean all) {
        if (open > 0 || waiting == 0) {
            return List.of();
        }
        List<Waiter> taken = new ArrayList<>();
        takeFrom(waiters, sinceBeforeNanos, all, taken);
        takeFrom(freshWaiters, sinceBeforeNanos, all, taken);
        waiting -= taken.size();
        return taken;
    }

    /** Takes every call. */
    synchronized List<Waiter> takeAll() {
        List<Waiter> taken = new ArrayList<>(waiters);
        taken.addAll(freshWaiters);
        waiters.clear();
        freshWaiters.clear();
        waiting = 0;
        return taken;
    }

    /** Takes every call of one event loop. */
    synchronized List<Waiter> takeAllOf(Shard shard) {
        List<Waiter> taken = new ArrayList<>();
        for (ArrayDeque<Waiter> queue : List.of(waiters, freshWaiters)) {
            queue.removeIf(waiter -> waiter.shard == shard && taken.add(waiter));
        }
        waiting -= taken.size();
        return taken;
    }

    private static void takeFrom(ArrayDeque<Waiter> queue, long sinceBeforeNanos, boolean all, List<Waiter> taken) {
        for (Iterator<Waiter> each = queue.iterator(); each.hasNext(); ) {
            Waiter waiter = each.next();
            if (all || waiter.sinceNanos - sinceBeforeNanos < 0) {
                each.remove();
                taken.add(waiter);
            }
        }
    }

    /** Takes a permit for a dial that somebody waits for, or that the floor asks for. */
    synchronized boolean startDial() {
        if (dialing >= waiting + Math.max(0, floor - open)) {
            return false;
        }
        return startReplacement();
    }

    /** Takes a permit for a dial that replaces a connection about to retire. */
    synchronized boolean startReplacement() {
        if (free == 0) {
            return false;
        }
        free--;
        dialing++;
        return true;
    }

    synchronized void dialed() {
        dialing--;
        open++;
    }

    synchronized void dialFailed() {
        dialing--;
        free++;
    }

    synchronized void closed() {
        open--;
        free++;
    }

    /** Whether no permit is free. */
    synchronized boolean exhausted() {
        return free == 0;
    }

    /** Whether closing one connection would leave the pool at its floor or above. */
    synchronized boolean aboveFloor() {
        return open > floor;
    }

    /** Whether anybody waits, or the floor is not reached. */
    synchronized boolean wanting() {
        return waiting > 0 || open + dialing < floor;
    }

    synchronized boolean startStream() {
        if (streams >= streamLimit) {
            return false;
        }
        streams++;
        return true;
    }

    synchronized void endStream() {
        streams--;
    }

    synchronized Figures figures() {
        return new Figures(size, free, dialing, open, waiting, streams);
    }

    /** A look at the ledger that is consistent in itself. */
    record Figures(int size, int free, int dialing, int open, int waiting, int streams) {}
}
