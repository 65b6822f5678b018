package io.penstock.pool;

import io.penstock.config.PoolConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the shards of one upstream share: the permits for connections, the places for requests in progress, and the queue of
 * calls that wait. Thread-safe; its methods hold one lock for a few field accesses and never call out. A lease that is
 * served at once does not come here, but for one volatile read of {@link #queued()}.
 *
 * <p>A permit is free, in a dial, or in an open connection: {@code free + dialing + open == size} at all times. Calls are
 * served in the order of {@link Waiter#ORDER}, whatever their event loop; those that need a connection opened for them
 * stand in a line of their own, since another one that comes free is of no help to them.
 *
 * <p>Calls that a gate holds back want no connection yet. They stand aside, in one {@link HeldLine} for each scope, of
 * which one call at a time comes back to the queue at its old place, to try again.
 */
final class Ledger {

    private final int size;
    private final int floor;
    private final int maxWaiting;
    private final int streamLimit;
    private final Slots slots;
    private final TreeSet<Waiter> waiters = new TreeSet<>(Waiter.ORDER);
    private final TreeSet<Waiter> freshWaiters = new TreeSet<>(Waiter.ORDER);
    private final Map<Object, HeldLine> held = new HashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private int free;
    private int dialing;
    private int open;
    private int streams;
    private volatile int waiting;
    private volatile int queued;

    Ledger(PoolConfig config, boolean keepConnections, Slots slots) {
        this.size = config.size();
        this.free = config.size();
        this.floor = keepConnections ? config.minIdle() : 0;
        this.maxWaiting = config.maxWaiting();
        this.streamLimit = config.streamLimit();
        this.slots = slots;
    }

    /** How many calls wait for a connection, as of a moment ago. */
    int waiting() {
        return waiting;
    }

    /** How many calls wait for anything, as of a moment ago: also those that a gate holds back. */
    int queued() {
        return queued;
    }

    /** The places for requests in progress. */
    Slots slots() {
        return slots;
    }

    /** The number of a call that begins to wait. */
    long number() {
        return numbers.getAndIncrement();
    }

    /** Where a call stands. */
    enum Place {
        NOWHERE,
        QUEUE,
        HELD
    }

    /**
     * Puts a call at its place, behind those of its scope where they are held back; {@code NOWHERE} where there is no room.
     * Those who are held back and those who are not have room for as many each, so that the former never cost the latter
     * theirs.
     */
    synchronized Place offer(Waiter waiter) {
        HeldLine line = lineOf(waiter);
        if ((line == null ? waiting : heldBack()) >= maxWaiting) {
            return Place.NOWHERE;
        }
        queued++;
        if (line != null) {
            line.add(waiter);
            return Place.HELD;
        }
        enqueue(waiter);
        return Place.QUEUE;
    }

    /** How many calls stand aside since a gate holds them back. */
    private synchronized int heldBack() {
        return queued - waiting;
    }

    private @Nullable HeldLine lineOf(Waiter waiter) {
        return waiter.scope == null ? null : held.get(waiter.scope);
    }

    private synchronized void enqueue(Waiter waiter) {
        queueOf(waiter).add(waiter);
        waiting++;
    }

    private SortedSet<Waiter> queueOf(Waiter waiter) {
        return waiter.fresh ? freshWaiters : waiters;
    }

    /** How many calls of its scope will be sent before the call; −1 where they are not held back. */
    synchronized int ahead(Waiter waiter) {
        HeldLine line = lineOf(waiter);
        return line == null ? -1 : line.ahead(waiter.urgency);
    }

    /**
     * Holds a call back whose permit was refused.
     *
     * @param before the same call as it stood in the queue; null where it did not
     * @return the line in which it stands now; null where there is no room for it
     */
    synchronized @Nullable HeldLine hold(Waiter waiter, Object scope, @Nullable Waiter before) {
        HeldLine line = held.get(scope);
        boolean keepsItsPlace = line != null && before != null && line.asked(before);
        if (!keepsItsPlace && heldBack() >= maxWaiting) {
            return null;
        }
        if (line == null) {
            line = new HeldLine(scope);
            held.put(scope, line);
        }
        line.add(waiter);
        queued++;
        return line;
    }

    /** Lets the first of a line ask again; false where one is asking, or nobody is there. */
    synchronized boolean ask(HeldLine line) {
        Waiter next = line.nextToAsk();
        if (next != null) {
            enqueue(next);
        }
        return next != null;
    }

    /** Lets the first of a scope's line ask again; false where there is no line, or it is asking. */
    synchronized boolean askOf(Object scope) {
        HeldLine line = held.get(scope);
        return line != null && ask(line);
    }

    /** Notes that a call asks no more; true where the next of its line does, so that somebody must serve the queue. */
    synchronized boolean asked(Waiter waiter) {
        HeldLine line = lineOf(waiter);
        if (line == null || !line.asked(waiter)) {
            return false;
        }
        Waiter next = line.nextToAsk();
        if (next != null) {
            enqueue(next);
        } else if (line.over()) {
            held.remove(line.scope());
        }
        return next != null;
    }

    /** Takes a call out; {@code NOWHERE} where it is no longer there, so that it is being served. */
    synchronized Place remove(Waiter waiter) {
        if (queueOf(waiter).remove(waiter)) {
            waiting--;
            queued--;
            return Place.QUEUE;
        }
        HeldLine line = lineOf(waiter);
        if (line != null && line.remove(waiter)) {
            queued--;
            if (line.over()) {
                held.remove(line.scope());
            }
            return Place.HELD;
        }
        return Place.NOWHERE;
    }

    /** The call to serve next with a connection that has just been opened or not; null where none can be served with it. */
    synchronized @Nullable Waiter next(boolean freshConnection) {
        Waiter first = waiters.isEmpty() ? null : waiters.first();
        Waiter fresh = freshConnection && !freshWaiters.isEmpty() ? freshWaiters.first() : null;
        boolean freshFirst = fresh != null && (first == null || Waiter.ORDER.compare(fresh, first) < 0);
        Waiter next = freshFirst ? fresh : first;
        if (next != null) {
            remove(next);
        }
        return next;
    }

    /** Whether a connection must make room, so that a call that needs a new one can be served at all. */
    synchronized boolean freshNeedsRoom() {
        return free == 0 && freshWaiters.size() > dialing;
    }

    /** Takes every call that began to wait before the moment, or all of them, while there is no connection at all. */
    synchronized List<Waiter> takeHopeless(long sinceBeforeNanos, boolean all) {
        return open > 0 ? List.of() : take(waiter -> all || waiter.sinceNanos - sinceBeforeNanos < 0);
    }

    /** Takes every call. */
    synchronized List<Waiter> takeAll() {
        return take(waiter -> true);
    }

    /** Takes every call of one event loop. */
    synchronized List<Waiter> takeAllOf(Shard shard) {
        return take(waiter -> waiter.shard == shard);
    }

    private List<Waiter> take(Predicate<Waiter> which) {
        List<Waiter> taken = find(which);
        taken.forEach(this::remove);
        taken.forEach(this::asked);
        return taken;
    }

    /** The calls of one event loop that wait now, for whatever it is. */
    synchronized List<Waiter> waitingOf(Shard shard) {
        return find(waiter -> waiter.shard == shard);
    }

    private List<Waiter> find(Predicate<Waiter> which) {
        if (queued == 0) {
            return List.of();
        }
        List<Waiter> found = new ArrayList<>();
        waiters.stream().filter(which).forEach(found::add);
        freshWaiters.stream().filter(which).forEach(found::add);
        for (HeldLine line : held.values()) {
            line.calls().stream().filter(which).forEach(found::add);
        }
        return found;
    }

    /** Takes a permit for a dial that somebody waits for, or that the floor asks for. */
    synchronized boolean startDial() {
        if (dialing >= Math.min(waiting, slots.free()) + Math.max(0, floor - open)) {
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
        return new Figures(size, free, dialing, open, queued, streams);
    }

    /** When the call began to wait that has waited longest; null where none waits. */
    synchronized @Nullable Long oldestNanos() {
        Long oldest = null;
        List<Iterable<Waiter>> lines = new ArrayList<>(List.of(waiters, freshWaiters));
        held.values().forEach(line -> lines.add(line.calls()));
        for (Iterable<Waiter> line : lines) {
            for (Waiter waiter : line) {
                oldest = oldest == null || waiter.sinceNanos - oldest < 0 ? (Long) waiter.sinceNanos : oldest;
            }
        }
        return oldest;
    }

    /** A look at the ledger that is consistent in itself. */
    record Figures(int size, int free, int dialing, int open, int waiting, int streams) {}
}
