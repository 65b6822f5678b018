package io.penstock.memory;

import java.util.Locale;

/**
 * How much of one kind of memory is in use.
 *
 * @param usedBytes what is in use
 * @param maxBytes what there is, more than 0
 */
record MemoryReading(long usedBytes, long maxBytes) {

    /** What is in use of what there is: 0 for nothing, 1 for all; may be more, where a bound is lower than the real one. */
    double share() {
        return (double) usedBytes / maxBytes;
    }

    /** The reading in words, such as {@code 87 % of 253 MiB}. */
    String describe() {
        return String.format(Locale.ROOT, "%.0f %% of %.1f MiB", 100 * share(), maxBytes / (1024.0 * 1024));
    }
}
