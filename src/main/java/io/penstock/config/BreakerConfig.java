package io.penstock.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When the circuit breaker of an upstream opens, and how it closes again. */
public record BreakerConfig(
        @Setting(value = "Whether calls are counted at all; off, it opens on request only.", byDefault = "true")
        boolean enabled,

        @Setting(
                value = "Consecutive failures that open it; 0 means any number.",
                byDefault = "5",
                min = "0",
                max = "100000")
        int failureThreshold,

        @Setting(
                value = "Share of failures among the calls of the window that opens it; 0 means any.",
                byDefault = "0.5",
                min = "0",
                max = "1")
        double failureRate,

        @Setting(
                value = "Calls in the window below which a share tells nothing.",
                byDefault = "20",
                min = "1",
                max = "1000000")
        int minimumCalls,

        @Setting(value = "Time over which shares are taken.", byDefault = "60s", min = "100ms", max = "1h")
        Duration window,

        @Setting(
                value = "Time to an answer's head from which a call is slow; none is where absent.",
                min = "1ms",
                max = "1d",
                example = "10s")
        @Nullable
        Duration slowCall,

        @Setting(
                value = "Share of slow calls among the calls of the window that opens it, where slowCall is set.",
                byDefault = "0.8",
                min = "0.01",
                max = "1")
        double slowCallRate,

        @Setting(
                value = "Calls at once that a half-open breaker lets through.",
                byDefault = "3",
                min = "1",
                max = "1000")
        int halfOpenCalls,

        @Setting(
                value = "Successes that close a half-open breaker; one failure opens it again.",
                byDefault = "3",
                min = "1",
                max = "1000")
        int successThreshold,

        @Setting(
                value =
                        "Time that it stays open before it lets calls through; doubled each time that it opens again within the window.",
                byDefault = "30s",
                min = "10ms",
                max = "1d")
        Duration openFor,

        @Setting(value = "Longest such time; openFor where that is longer.", byDefault = "5m", min = "10ms", max = "1d")
        Duration maxOpenFor,

        @Setting(
                value =
                        "What has a breaker of its own: upstream (one for all calls), or each credential, consumer or authorization.",
                byDefault = "upstream")
        LimitScope by,

        @Setting(
                value = "Keys told apart; those beyond share one breaker.",
                byDefault = "1000",
                min = "1",
                max = "100000")
        int maxKeys) {

    /** A breaker with all defaults. */
    public static BreakerConfig defaults() {
        return ConfigDefaults.of(BreakerConfig.class);
    }

    /** This breaker that opens on request only, or counts calls again. */
    public BreakerConfig withEnabled(boolean on) {
        return Records.with(this, "enabled", on);
    }

    /** This breaker with another number of consecutive failures that open it. */
    public BreakerConfig withFailureThreshold(int failures) {
        return Records.with(this, "failureThreshold", failures);
    }

    /** This breaker open for another time. */
    public BreakerConfig withOpenFor(Duration time) {
        return Records.with(this, "openFor", time);
    }
}
