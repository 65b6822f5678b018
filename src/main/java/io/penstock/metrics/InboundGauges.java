package io.penstock.metrics;

/** The current figures of the inbound side, or of one part of it. Read from any thread. */
public interface InboundGauges {

    /** Connections that callers hold open. */
    int connections();
}
