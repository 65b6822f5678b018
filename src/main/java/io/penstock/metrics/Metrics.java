package io.penstock.metrics;

import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * Makes the recorders of one process. Thread-safe, and asked while the gateway is wired, never on the request path.
 */
public interface Metrics {

    /** The recorder of one route; {@code pattern} is the configured one, never a request's own path. */
    RouteRecorder route(String upstream, String pattern);

    /**
     * The recorder of one upstream's pool. A pool in several parts, such as one for each event loop, calls this for each
     * of them: what is shown is their sum.
     *
     * @param gauges the part's current figures; kept, and read, for as long as the process lives
     */
    PoolRecorder pool(String upstream, PoolGauges gauges);

    /**
     * The recorder of one credential.
     *
     * @param secondsToExpiry how long its token may still be used, NaN where there is none; read on any thread for as long as
     *     the process lives
     */
    TokenRecorder credential(String credential, DoubleSupplier secondsToExpiry);

    /** The recorder of one route's retries; {@code pattern} is the configured one. */
    RetryRecorder retry(String upstream, String pattern);

    /** The recorder of one upstream's limits. */
    default LimitRecorder limits(String upstream) {
        return NoMetrics.INSTANCE;
    }

    /**
     * The recorder of one upstream's circuit breaker.
     *
     * @param states all states that it can be in
     * @param current the state that it is in; read on any thread for as long as the process lives
     */
    BreakerRecorder breaker(String upstream, List<String> states, Supplier<String> current);

    /** The recorder of the compressed answers of one upstream. */
    default CompressionRecorder compression(String upstream) {
        return NoMetrics.INSTANCE;
    }

    /** Shows the figures of one upstream's queue, for as long as the process lives. */
    void queue(String upstream, QueueGauges gauges);

    /** The recorder of one upstream's shared calls. */
    default CoalescingRecorder coalescing(String upstream) {
        return NoMetrics.INSTANCE;
    }

    /** The recorder of one route's batches. */
    default BatchingRecorder batching(String upstream, String pattern) {
        return NoMetrics.INSTANCE;
    }

    /** Shows the figures of one upstream's page walks, for as long as the process lives. */
    default void walks(String upstream, WalkGauges figures) {}

    /**
     * The recorder of the memory guard.
     *
     * @param levels all levels that it can be at
     * @param gauges its current figures; read on any thread for as long as the process lives
     */
    default MemoryRecorder memory(List<String> levels, MemoryGauges gauges) {
        return NoMetrics.INSTANCE;
    }

    /** Shows the figures of the inbound side; several parts are added up as those of a pool are. */
    void inbound(InboundGauges gauges);

    /** Metrics that are not kept. */
    static Metrics none() {
        return NoMetrics.INSTANCE;
    }
}
