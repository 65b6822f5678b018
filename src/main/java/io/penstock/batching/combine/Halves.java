package io.penstock.batching.combine;

/** The two halves of a batch that was refused. Confined to the event loop of its flight. */
final class Halves {

    private final Caution caution;
    private final int larger;
    private int passed;

    /**
     * Neither has been answered.
     *
     * @param larger how many are in the larger one
     */
    Halves(Caution caution, int larger) {
        this.caution = caution;
        this.larger = larger;
    }

    /** One was answered as a batch. Where both were, it was their number that was refused, and none of their ids. */
    void passed() {
        passed++;
        if (passed == 2) {
            caution.atMost(larger);
        }
    }
}
