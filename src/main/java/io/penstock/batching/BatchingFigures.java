package io.penstock.batching;

/**
 * What was saved at one upstream since the start, as published on the event bus address {@link #ADDRESS} every
 * {@link BatchingVerticle#PERIOD} where someone listens. Immutable; what is switched off stays 0.
 *
 * @param upstream the upstream's configured name
 * @param coalescing identical concurrent calls
 * @param batching similar calls
 * @param walks page walks
 */
public record BatchingFigures(String upstream, Coalescing coalescing, Batching batching, Walks walks) {

    /** Where the figures are published; local to the process. */
    public static final String ADDRESS = "penstock.batching";

    /**
     * Identical concurrent calls that were one.
     *
     * @param led calls to the upstream that came to be shared
     * @param joined calls that joined one of these
     * @param unshared those of them that went out after all, since the answer was not one to share
     * @param cutLoose callers whose answer was broken off for their slowness
     * @param savedBytes bytes of bodies that were not asked of the upstream again
     */
    public record Coalescing(long led, long joined, long unshared, long cutLoose, long savedBytes) {}

    /**
     * Similar calls that went out as one.
     *
     * @param batches batches sent to the upstream
     * @param members calls that went out in these
     * @param halved batches sent again in two halves
     * @param fellBack calls that went out by themselves after a batch
     */
    public record Batching(long batches, long members, long halved, long fellBack) {}

    /**
     * Page walks.
     *
     * @param active walks on their way
     * @param whole walks that brought their callers all items
     * @param broken walks that could not go on
     * @param resumed walks that went on where one broke
     * @param pages pages read to their end
     * @param items items made ready for callers
     * @param bytes their bytes
     * @param kept walks whose positions are kept, to be resumed
     */
    public record Walks(
            long active, long whole, long broken, long resumed, long pages, long items, long bytes, long kept) {}
}
