package io.penstock.pool;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts the calls of consumers that share an upstream in an order that is fair by weight: start-time fair queueing. Each call
 * begins where its consumer's call before it ended, but not before the call that was served last, and takes the less of this
 * imaginary time the heavier its consumer weighs; calls are served in the order of their beginnings. So one that sends more
 * than its share falls behind the others while they wait, and is served like anybody else when they do not. Thread-safe.
 */
final class FairShares {

    /** What a call of weight 1 takes: eight of them are worth a degree of urgency. */
    static final long CALL = Waiter.DEGREE_NANOS / 8;

    private static final int MOST_CONSUMERS = 10_000;
    private static final int LONGEST_NAME = 128;
    private static final String OTHERS = "";

    private final Map<String, Integer> weights;
    private final Map<String, Long> ends = new HashMap<>();
    private long servedLast;

    FairShares(Map<String, Integer> weights) {
        this.weights = weights;
    }

    /** Where the next call of the consumer begins; null for those that name none, who share a weight of 1. */
    synchronized long begin(@Nullable String consumer) {
        String known = consumer == null || consumer.length() > LONGEST_NAME ? OTHERS : consumer;
        if (ends.size() >= MOST_CONSUMERS) {
            ends.values().removeIf(end -> end <= servedLast);
        }
        String name = ends.size() < MOST_CONSUMERS || ends.containsKey(known) ? known : OTHERS;
        long begin = Math.max(servedLast, ends.getOrDefault(name, servedLast));
        ends.put(name, begin + CALL / weights.getOrDefault(name, 1));
        return begin;
    }

    /** Notes that a call is served that began there. */
    synchronized void served(long begin) {
        servedLast = Math.max(servedLast, begin);
    }
}
