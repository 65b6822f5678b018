package io.penstock.metrics;

/**
 * The current figures of one upstream's pool, or of one part of it. Read from any thread whenever the metrics are
 * asked for, so each must answer at once; figures that are a moment old will do.
 */
public interface PoolGauges {

    /** Connections that carry at least one request. */
    int active();

    /** Open connections that carry none. */
    int idle();

    /** Calls that wait for a lease. */
    int waiting();

    /** Connections that are being opened. */
    int dialing();

    /** How many connections it may hold; parts share the pool's size, so that theirs add up to it. */
    int size();

    /** Endless streams that are open. */
    int streams();
}
