package io.penstock.batching.combine;

import java.util.concurrent.atomic.AtomicInteger;

/** The two halves of a batch that was refused. Thread-safe. */
final class Halves {

    private final Caution caution;
    private final int larger;
    private final AtomicInteger passed = new AtomicInteger();

    /**
     * Neither has been answered.
     *
     * @param larger how many are in the larger one
     */
    Halves(Caution caution, int larger) {
        this.caution = caution;
        this.larger = larger;
    }

    /** One was answered, and not refused. Where both were, it was their number that was refused, and none of their ids. */
    void passed() {
        if (passed.incrementAndGet() == 2) {
            caution.atMost(larger);
        }
    }
}
