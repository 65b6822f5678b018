package io.penstock.metrics;

import io.micrometer.core.instrument.Counter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * One counter for each reason, made when the reason first occurs. Thread-safe. Reasons come from a small fixed set; were
 * one ever built from what an upstream sent, those beyond the bound would be counted together as {@code other}.
 */
final class ReasonCounters {

    static final int MAX_REASONS = 16;
    static final String OTHER = "other";

    private final Map<String, Counter> counters = new ConcurrentHashMap<>();
    private final Function<String, Counter> factory;

    ReasonCounters(Function<String, Counter> factory) {
        this.factory = factory;
    }

    void increment(String reason) {
        Counter counter = counters.get(reason);
        if (counter == null) {
            counter = register(reason);
        }
        counter.increment();
    }

    private synchronized Counter register(String reason) {
        String label = counters.size() < MAX_REASONS || counters.containsKey(reason) ? reason : OTHER;
        return counters.computeIfAbsent(label, factory);
    }
}
