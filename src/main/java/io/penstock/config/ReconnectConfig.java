package io.penstock.config;

import java.time.Duration;

/** Capped exponential backoff with full jitter between dials while an upstream is down. */
public record ReconnectConfig(
        @Setting(
                value = "Upper bound of the first pause; it doubles with each failure.",
                byDefault = "100ms",
                min = "1ms",
                max = "1m")
        Duration baseDelay,

        @Setting(
                value = "Longest pause while nobody waits; with callers waiting it is at most 1s.",
                byDefault = "30s",
                min = "10ms",
                max = "1h")
        Duration maxDelay,

        @Setting(
                value = "Time that a call waits out failing dials before it is answered with their failure.",
                byDefault = "2s",
                min = "0s",
                max = "10m")
        Duration patience) {

    /** Refuses a longest pause that is shorter than the first. */
    public ReconnectConfig {
        new Checks()
                .expect(
                        maxDelay.compareTo(baseDelay) >= 0,
                        "maxDelay",
                        DurationText.format(maxDelay),
                        "at least baseDelay (" + DurationText.format(baseDelay) + ")",
                        "baseDelay")
                .done();
    }
}
