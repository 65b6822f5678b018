package io.penstock.compression;

import java.util.concurrent.atomic.AtomicInteger;

/** Bounds how many answers are compressed at the same time, for the memory that each takes. Thread-safe. */
final class Places {

    private final int most;
    private final AtomicInteger taken = new AtomicInteger();

    Places(int most) {
        this.most = most;
    }

    /** Takes a place; false where there is none. */
    boolean take() {
        if (taken.incrementAndGet() <= most) {
            return true;
        }
        taken.decrementAndGet();
        return false;
    }

    /** Gives one back. */
    void giveBack() {
        taken.decrementAndGet();
    }
}
