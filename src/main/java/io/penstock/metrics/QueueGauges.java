package io.penstock.metrics;

/** The current figures of the queue of one upstream. Read from any thread whenever the metrics are asked for. */
public interface QueueGauges {

    /** Requests in progress. */
    int active();

    /** Calls that wait: for a connection, a place, or a permit. */
    int queued();

    /** How long the call has waited that has waited longest, in seconds; 0 where none waits. */
    double oldestSeconds();
}
