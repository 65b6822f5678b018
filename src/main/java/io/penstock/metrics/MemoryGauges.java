package io.penstock.metrics;

/** The current figures of the memory guard. Read from any thread. */
public interface MemoryGauges {

    /** The level that it is at. */
    String level();

    /** What the last collection left of the heap, 0 to 1; NaN where there was none yet. */
    double heapShare();

    /** The share of direct memory that is in use; NaN where it is not known. */
    double directShare();
}
