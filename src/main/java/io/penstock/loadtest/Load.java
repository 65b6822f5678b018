package io.penstock.loadtest;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a gateway is driven.
 *
 * @param rate open loop: calls that become due in a second, whatever became of those before; null for a closed loop, where
 *     each connection makes its next call when the one before has ended
 * @param concurrency connections to the gateway, each with one call at a time
 * @param duration how long calls are made and measured
 * @param warmup how long calls are made before that, and forgotten; zero for none
 * @param requests the number of calls after which a run ends early; null for any
 * @param timeout how long a call may take from when it is sent
 * @param rounds how often it is measured
 */
public record Load(
        @Nullable Integer rate,
        int concurrency,
        Duration duration,
        Duration warmup,
        @Nullable Long requests,
        Duration timeout,
        int rounds) {

    static final int MAX_CONCURRENCY = 10_000;

    private static final int MAX_RATE = 200_000;
    private static final int MAX_ROUNDS = 20;
    private static final long MAX_REQUESTS = 100_000_000;
    private static final Duration SHORTEST = Duration.ofMillis(10);

    /** Refuses what has no bound, with an {@link IllegalArgumentException} that names the option of the command. */
    public Load {
        if (rate != null) {
            expect("--rate", rate, 1, MAX_RATE);
        }
        expect("--concurrency", concurrency, 1, MAX_CONCURRENCY);
        expect("--duration", duration, SHORTEST, Duration.ofMinutes(10));
        expect("--warmup", warmup, Duration.ZERO, Duration.ofMinutes(5));
        if (requests != null) {
            expect("--requests", requests, 1, MAX_REQUESTS);
        }
        expect("--timeout", timeout, SHORTEST, Duration.ofMinutes(5));
        expect("--rounds", rounds, 1, MAX_ROUNDS);
    }

    /** When its calls are due. */
    Pace pace() {
        return rate == null ? Pace.CLOSED : Pace.open(rate);
    }

    /** The number of calls after which a run ends; {@link Long#MAX_VALUE} for any. */
    long maxRequests() {
        return requests == null ? Long.MAX_VALUE : requests;
    }

    /** The load in words. */
    String describe() {
        String drive = rate == null ? "closed loop" : "open loop at " + rate + " calls/s";
        return drive + " over " + concurrency + (concurrency == 1 ? " connection, " : " connections, ")
                + (requests == null ? "" : "at most " + requests + " calls in ")
                + seconds(duration) + " s after " + seconds(warmup) + " s of warm-up"
                + (rounds == 1 ? "" : ", " + rounds + " rounds: counts are sums, the rest are medians");
    }

    private static String seconds(Duration time) {
        return Figures.trimmed(time.toMillis() / 1e3);
    }

    private static void expect(String option, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(option + ": " + value + "; expected " + min + " to " + max);
        }
    }

    private static void expect(String option, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(option + ": " + value.toMillis() + " ms; expected " + min.toMillis()
                    + " ms to " + max.toMinutes() + " m");
        }
    }
}
