package io.penstock.metrics;

import java.time.Duration;
import java.util.stream.LongStream;

/** The upper bounds of the histograms' buckets. */
final class Buckets {

    /** For a whole exchange: those that OpenTelemetry advises for request durations, with 1 ms before and 30 s after. */
    static final Duration[] EXCHANGE =
            millis(1, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1_000, 2_500, 5_000, 7_500, 10_000, 30_000);

    /** For what usually takes no time at all, such as waiting for a lease, or little, such as opening a connection. */
    static final Duration[] CONNECTION = millis(1, 5, 10, 50, 100, 500, 1_000, 5_000);

    /** For the pauses before a request is sent again. */
    static final Duration[] BACKOFF = millis(1, 10, 100, 500, 1_000, 2_500, 5_000, 10_000, 30_000);

    /** For an exchange as operators of slow upstreams look at it: up to the longest that one may take by default. */
    static final Duration[] OPERATION =
            millis(10, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000);

    private Buckets() {}

    private static Duration[] millis(long... bounds) {
        return LongStream.of(bounds).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }
}
