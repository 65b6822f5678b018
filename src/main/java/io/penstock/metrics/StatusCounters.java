package io.penstock.metrics;

import io.micrometer.core.instrument.Counter;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One counter for each status of an answer, made when the status first occurs. Routes see a handful of them, so they are
 * found by looking at one after the other, without allocating. Statuses that are none (RFC 9110, section 15) share one, so
 * that an upstream cannot make any number of series. Thread-safe.
 */
final class StatusCounters {

    static final String NO_STATUS = "other";

    private static final int NONE = 0;

    private record Entry(int status, Counter counter) {}

    private final Function<String, Counter> factory;
    private volatile Entry[] entries = {};

    StatusCounters(Function<String, Counter> factory) {
        this.factory = factory;
    }

    void increment(int status) {
        int known = status >= 100 && status <= 599 ? status : NONE;
        Counter counter = find(known);
        (counter == null ? add(known) : counter).increment();
    }

    private @Nullable Counter find(int status) {
        for (Entry entry : entries) {
            if (entry.status == status) {
                return entry.counter;
            }
        }
        return null;
    }

    private synchronized Counter add(int status) {
        Counter known = find(status);
        if (known != null) {
            return known;
        }
        Counter made = factory.apply(status == NONE ? NO_STATUS : Integer.toString(status));
        Entry[] before = entries;
        Entry[] after = Arrays.copyOf(before, before.length + 1);
        after[before.length] = new Entry(status, made);
        entries = after;
        return made;
    }
}
