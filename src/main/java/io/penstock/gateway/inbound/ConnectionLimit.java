package io.penstock.gateway.inbound;

import java.util.concurrent.atomic.AtomicInteger;

/** How many connections callers may hold open to the whole process. Thread-safe: all event loops share one. */
public final class ConnectionLimit {

    private final int max;
    private final AtomicInteger open = new AtomicInteger();

    /** A limit of {@code max} connections, none open yet. */
    public ConnectionLimit(int max) {
        this.max = max;
    }

    /** The most connections at once. */
    public int max() {
        return max;
    }

    /** The connections open now. */
    public int open() {
        return open.get();
    }

    /** Counts a connection in, unless the limit is reached; each that is counted in must {@link #leave()} once. */
    boolean tryEnter() {
        if (open.incrementAndGet() <= max) {
            return true;
        }
        open.decrementAndGet();
        return false;
    }

    void leave() {
        open.decrementAndGet();
    }
}
