package io.penstock.memory;

import io.penstock.exchange.MemoryPressure.Level;

/**
 * A change of the memory guard's level, as published on the event bus address {@link #ADDRESS}. Built only where someone
 * listens there.
 *
 * @param level the level from now on
 * @param previous the level until now
 * @param heapShare what the last collection left of the heap, 0 to 1; NaN where there was none yet
 * @param directShare the share of direct memory that is in use; NaN where it is not known
 */
public record MemoryEvent(Level level, Level previous, double heapShare, double directShare) {

    /** Where the events are published; local to the process. */
    public static final String ADDRESS = "penstock.memory";
}
