package io.penstock.pool;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * The places for requests in progress at one upstream, whatever the number of connections. Thread-safe, and nothing but a
 * field access where there is no bound. A bound that falls takes no place away: it holds as places come back.
 */
final class Slots {

    /** The bound that is none. */
    static final int UNBOUNDED = 0;

    private final IntSupplier bound;
    private final AtomicInteger taken = new AtomicInteger();

    /** So many places as the bound says at each moment; {@link #UNBOUNDED} for any number. */
    Slots(IntSupplier bound) {
        this.bound = bound;
    }

    boolean tryTake() {
        int most = bound.getAsInt();
        if (most == UNBOUNDED) {
            return true;
        }
        while (true) {
            int before = taken.get();
            if (before >= most) {
                return false;
            }
            if (taken.compareAndSet(before, before + 1)) {
                return true;
            }
        }
    }

    void giveBack() {
        if (bounded()) {
            taken.decrementAndGet();
        }
    }

    /** Whether there is a bound; it never comes or goes. */
    boolean bounded() {
        return bound.getAsInt() != UNBOUNDED;
    }

    /** How many more can be taken now. */
    int free() {
        int most = bound.getAsInt();
        return most == UNBOUNDED ? Integer.MAX_VALUE : Math.max(0, most - taken.get());
    }

    /** The bound now. */
    int bound() {
        return bound.getAsInt();
    }

    /** How many are taken; 0 where there is no bound. */
    int taken() {
        return taken.get();
    }
}
