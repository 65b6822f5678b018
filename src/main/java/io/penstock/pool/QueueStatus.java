package io.penstock.pool;

/**
 * A look at one upstream's queue.
 *
 * @param active the requests in progress; where their number is not bounded, the connections that carry one
 * @param maxActive the requests in progress at most, as of now; −1 for any number
 * @param queued the calls that wait
 * @param oldestMillis how long the call has waited that has waited longest; −1 where none waits
 */
public record QueueStatus(int active, int maxActive, int queued, long oldestMillis) {}
