package io.penstock.metrics;

/** Counts the permits of one upstream's limits. Thread-safe; {@link #granted} neither looks up a meter nor allocates. */
public interface LimitRecorder {

    /** A configured limit granted a permit. */
    void granted();

    /** A call was refused, since it could not be sent in the time that it had. */
    void refused();

    /** A call that a limit had held back was sent after so many nanoseconds. */
    void waited(long nanos);

    /** The upstream asked for a pause. */
    void cooled();
}
