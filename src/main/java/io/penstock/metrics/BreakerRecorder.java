package io.penstock.metrics;

/** Counts what one upstream's circuit breaker does. Thread-safe. */
public interface BreakerRecorder {

    /** The breaker is in another state now, one of those that it was made with. */
    void changed(String state);

    /** A call was refused. Neither looks up a meter nor allocates. */
    void refused();
}
