package io.penstock.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A second request beside one that takes long, for reads; the first answer counts and the other request is reset. */
public record HedgeConfig(
        @Setting(
                value =
                        "Time without an answer after which a GET or HEAD is sent once more beside the first: a duration, or p50 to p99 for that part of the route's usual times; never where absent.",
                pattern = HedgeConfig.AFTER,
                expected = "a duration such as 250ms, or p50 to p99",
                example = "p95")
        @Nullable
        String after,

        @Setting(value = "Most requests beside the first.", byDefault = "1", min = "1", max = "3")
        int max) {

    /** Java and ECMA 262. */
    static final String AFTER = "p[5-9][0-9]|[0-9]{1,9}(ms|s|m)";

    /** No hedging. */
    public HedgeConfig off() {
        return new HedgeConfig(null, max);
    }

    /** Whether reads are hedged at all. */
    public boolean enabled() {
        return after != null;
    }

    /** The percentile of the usual times to wait for, 50 to 99; 0 where a fixed time is set. */
    public int percentile() {
        return after != null && after.startsWith("p") ? Integer.parseInt(after.substring(1)) : 0;
    }

    /** The fixed time to wait for; zero where a percentile is set, or nothing. */
    public Duration delay() {
        return after == null || after.startsWith("p") ? Duration.ZERO : DurationText.parse(after);
    }
}
