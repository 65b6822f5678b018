package io.penstock.resilience.limit;

import java.util.concurrent.atomic.AtomicInteger;

/** The places for requests in progress of one key. Thread-safe. While one of them is taken it cannot be forgotten. */
final class Places {

    private static final int FORGOTTEN = -1;

    private final int most;
    private final AtomicInteger taken = new AtomicInteger();

    Places(int most) {
        this.most = most;
    }

    /** Takes a place; false where all are taken, or these are forgotten. */
    boolean tryTake() {
        int before = taken.get();
        while (before != FORGOTTEN && before < most) {
            if (taken.compareAndSet(before, before + 1)) {
                return true;
            }
            before = taken.get();
        }
        return false;
    }

    /** Gives a place back; true where there was none before. */
    boolean giveBack() {
        return taken.getAndDecrement() == most;
    }

    /** Whether all are taken. */
    boolean full() {
        return taken.get() == most;
    }

    /** Has these forgotten where none is taken; from then on none can be. */
    boolean forget() {
        return taken.compareAndSet(0, FORGOTTEN);
    }

    /** Whether others have taken the place of these. */
    boolean forgotten() {
        return taken.get() == FORGOTTEN;
    }
}
