package io.penstock.exchange;

/**
 * What a route says about its exchanges, in the units of the request path. Times are in nanoseconds.
 *
 * @param upstream the upstream's configured name
 * @param pattern the route's pattern, as metrics and logs name it; never a raw URL
 * @param attemptNanos the deadline of one attempt, from sending to the answer's head
 * @param totalNanos the deadline of the exchange up to the answer's head
 * @param streamIdleNanos the time without a byte of an answer's body; 0 means any
 * @param maxDurationNanos the time for a whole answer; 0 means any
 * @param maxWaitNanos the longest wait for a connection
 * @param maxRequestBody the largest request body in bytes; 0 means any
 * @param replayBuffer the bytes of a request body kept to send it again
 */
public record RouteSettings(
        String upstream,
        String pattern,
        long attemptNanos,
        long totalNanos,
        long streamIdleNanos,
        long maxDurationNanos,
        long maxWaitNanos,
        long maxRequestBody,
        int replayBuffer) {}
