package io.penstock.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A limit within another one, of which there is one for each consumer or credential; both are taken, or none. */
public record EachLimitConfig(
        @Setting(
                value = "What has a limit of its own: each credential, consumer or authorization.",
                byDefault = "consumer")
        LimitScope by,

        @Setting(value = "Requests a second.", min = "0.001", max = "1000000", example = "2") @Nullable
        Double perSecond,

        @Setting(value = "Requests that may leave at once after a pause.", min = "1", max = "1000000", example = "5")
        @Nullable
        Integer burst,

        @Setting(
                value = "Requests in an interval, in place of perSecond.",
                min = "1",
                max = "1000000000",
                example = "100")
        @Nullable
        Integer limit,

        @Setting(value = "The interval of limit.", min = "1ms", max = "30d", example = "10s") @Nullable
        Duration interval,

        @Setting(
                value = "Keys told apart; those beyond share one limit.",
                byDefault = "10000",
                min = "1",
                max = "1000000")
        int maxKeys) {

    /** Refuses a limit that is none, or two. */
    public EachLimitConfig {
        Checks checks = new Checks();
        RateLimitConfig.checkRate(checks, perSecond, burst, limit, interval);
        checks.expect(
                        perSecond != null || limit != null,
                        "perSecond",
                        "nothing",
                        "perSecond, or limit and interval",
                        "limit")
                .done();
    }
}
