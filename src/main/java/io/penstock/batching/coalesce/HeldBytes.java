package io.penstock.batching.coalesce;

import io.penstock.exchange.MemoryPressure;
import java.util.concurrent.atomic.AtomicLong;

/** What shared answers may keep in memory, in bytes, for the whole process. Thread-safe. */
public final class HeldBytes {

    /** What a process keeps where nothing else is said. */
    public static final long DEFAULT_LIMIT = 16L << 20;

    private final long limit;
    private final MemoryPressure pressure;
    private final AtomicLong held = new AtomicLong();

    /** A limit of so many bytes. */
    public HeldBytes(long limit) {
        this(limit, MemoryPressure.none());
    }

    /** A limit of so many bytes, which is lower while memory is short. */
    public HeldBytes(long limit, MemoryPressure pressure) {
        this.limit = limit;
        this.pressure = pressure;
    }

    /** A bound of a single answer, in bytes, which is lower while memory is short. */
    long scaled(long bound) {
        return pressure.scaled(bound);
    }

    /** Takes so many bytes where they are left; says whether they were. */
    boolean tryTake(long bytes) {
        if (held.addAndGet(bytes) <= pressure.scaled(limit)) {
            return true;
        }
        held.addAndGet(-bytes);
        return false;
    }

    /** Takes so many bytes for what is here already and cannot be refused. */
    void take(long bytes) {
        held.addAndGet(bytes);
    }

    /** Gives so many bytes back. */
    void giveBack(long bytes) {
        held.addAndGet(-bytes);
    }

    /** Whether the limit is reached. */
    boolean exhausted() {
        return held.get() >= pressure.scaled(limit);
    }

    /** How much is held. */
    long held() {
        return held.get();
    }
}
