package io.penstock.metrics;

/** Counts what the memory guard does. Thread-safe. */
public interface MemoryRecorder {

    /** The guard is at another level now, one of those that it was made with. */
    void changed(String level);

    /** A call was refused. Neither looks up a meter nor allocates. */
    void refused();
}
