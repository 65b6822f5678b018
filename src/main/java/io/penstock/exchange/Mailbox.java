package io.penstock.exchange;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop has to tell another of an answer, in order: buffers with its bytes, its end, and actions. Thread-safe.
 * Whoever is told to must see to it that the box is emptied; until then nobody else is told.
 */
public final class Mailbox {

    /** The bytes in the box at which it is too full. */
    private static final int HIGH_WATER = 128 * 1024;

    private final ArrayDeque<Object> events = new ArrayDeque<>();
    private int bytes;
    private boolean claimed;
    private boolean overfull;
    private boolean closed;

    /** Puts an event in; true where the one who did must have the box emptied. Buffers belong to the box from now on. */
    public synchronized boolean put(Object event) {
        if (closed) {
            release(event);
            return false;
        }
        events.addLast(event);
        if (event instanceof ByteBuf buffer) {
            bytes += buffer.readableBytes();
        }
        return claim();
    }

    /** Whether the one who asks must have the box emptied. */
    public synchronized boolean claim() {
        boolean first = !claimed && !events.isEmpty();
        claimed |= first;
        return first;
    }

    /**
     * Takes the next event; null where there is none, which ends the emptying.
     *
     * @param actionsOnly whether the body and its end are held back
     */
    public synchronized @Nullable Object take(boolean actionsOnly) {
        Object first = events.peekFirst();
        if (first == null || (actionsOnly && !(first instanceof Runnable))) {
            claimed = false;
            return null;
        }
        if (first instanceof ByteBuf buffer) {
            bytes -= buffer.readableBytes();
        }
        return events.pollFirst();
    }

    /** Whether no more should be put in until it is relieved; true once for each time that it gets too full. */
    public synchronized boolean overfull() {
        boolean now = !overfull && bytes >= HIGH_WATER;
        overfull |= now;
        return now;
    }

    /** Whether it was too full and is half empty again; true once. */
    public synchronized boolean relieved() {
        boolean now = overfull && bytes <= HIGH_WATER / 2;
        overfull &= !now;
        return now;
    }

    /** Throws the bytes away that were not taken: the answer will not become whole. */
    public synchronized void dropBody() {
        events.forEach(Mailbox::release);
        events.removeIf(ByteBuf.class::isInstance);
        bytes = 0;
    }

    /** Throws everything away, and what is still put in. */
    public synchronized void close() {
        closed = true;
        events.forEach(Mailbox::release);
        events.clear();
    }

    private static void release(Object event) {
        if (event instanceof ByteBuf buffer) {
            buffer.release();
        }
    }
}
