package io.penstock.metrics;

/** Counts what becomes of the requests of one route that may be combined. Thread-safe. */
public interface BatchingRecorder {

    /** A batch was sent to the upstream. */
    void sent(int members);

    /** A batch was refused for its size or for one of its ids, and sent again in two halves. */
    void halved();

    /** Requests of a batch went out by themselves, since its answer was of no use to them. */
    void fellBack(int members);
}
