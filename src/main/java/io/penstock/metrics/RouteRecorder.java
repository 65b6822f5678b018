package io.penstock.metrics;

import io.penstock.error.Problem;

/**
 * Counts and times the exchanges of one route. Thread-safe; called on the request path, where it neither looks up a
 * meter nor allocates. Each {@link #started} is followed by exactly one {@link #answered} or {@link #failed}.
 */
public interface RouteRecorder {

    /** An exchange began; {@code method} is a constant of {@link MethodIndex}. */
    void started(int method);

    /**
     * An exchange ended with an answer of the upstream.
     *
     * @param method the constant of {@link MethodIndex} that it was started with
     * @param status the status code; one outside 100 to 599 counts as a server's error (RFC 9110, section 15)
     * @param durationNanos from the exchange's start to the end of its answer
     * @param attempts the requests made to the upstream
     */
    void answered(int method, int status, long durationNanos, int attempts);

    /**
     * An exchange ended with a problem of Penstock's own.
     *
     * @param method the constant of {@link MethodIndex} that it was started with
     * @param problem what was answered, or would have been had the caller stayed
     * @param durationNanos from the exchange's start to its failure
     * @param attempts the requests made to the upstream; 0 where none was
     */
    void failed(int method, Problem problem, long durationNanos, int attempts);
}
