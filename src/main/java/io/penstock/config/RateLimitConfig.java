package io.penstock.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How many requests an upstream is sent, all event loops together; by default as many as its answers allow. */
public record RateLimitConfig(
        @Setting(value = "Keep to limits at all, configured or learned.", byDefault = "true")
        boolean enabled,

        @Setting(value = "Requests a second; any number where absent.", min = "0.001", max = "1000000", example = "20")
        @Nullable
        Double perSecond,

        @Setting(
                value =
                        "Requests that may leave at once after a pause; where absent, those of one second, or all of limit.",
                min = "1",
                max = "1000000",
                example = "50")
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
                value = "Most requests in any 60 s, beside perSecond or limit.",
                min = "1",
                max = "1000000000",
                example = "600")
        @Nullable
        Integer perMinute,

        @Setting(value = "Most requests in any hour.", min = "1", max = "1000000000", example = "5000") @Nullable
        Integer perHour,

        @Setting(value = "Most requests in any 24 hours.", min = "1", max = "1000000000", example = "100000") @Nullable
        Integer perDay,

        @Setting(
                value =
                        "Part of every configured limit that is left unused, since the upstream counts by its own clock.",
                byDefault = "0.02",
                min = "0",
                max = "0.5")
        double headroom,

        @Setting(
                value = "What shares the limit: upstream (all calls), or each credential, consumer or authorization.",
                byDefault = "upstream")
        LimitScope by,

        @Setting(
                value = "Keys told apart; those beyond share one limit.",
                byDefault = "10000",
                min = "1",
                max = "1000000")
        int maxKeys,

        @Setting("A limit within this one for each consumer or credential.") @Nullable
        EachLimitConfig each,

        @Setting(
                value =
                        "Learn from the upstream's answers: wait after a 429, and spread what is left of an announced quota.",
                byDefault = "true")
        boolean respectServer,

        @Setting(
                value = "Longest pause after a 429, whatever the upstream asks for.",
                byDefault = "15m",
                min = "1s",
                max = "1d")
        Duration maxCooldown,

        @Setting(
                value = "How the upstream writes when its quota is restored; auto tells by the size of the number.",
                byDefault = "auto")
        ResetUnit resetUnit) {

    /** Refuses rates that contradict each other. */
    public RateLimitConfig {
        Checks checks = new Checks();
        checkRate(checks, perSecond, burst, limit, interval);
        checks.done();
    }

    static void checkRate(
            Checks checks,
            @Nullable Double perSecond,
            @Nullable Integer burst,
            @Nullable Integer limit,
            @Nullable Duration interval) {
        checks.expect(
                perSecond == null || limit == null,
                "limit",
                String.valueOf(limit),
                "either perSecond, or limit and interval",
                "perSecond");
        checks.expect(
                limit == null || interval != null, "interval", "nothing", "the interval in which limit holds", "limit");
        checks.expect(
                limit != null || interval == null, "limit", "nothing", "how many requests in the interval", "interval");
        checks.expect(
                burst == null || perSecond != null || limit != null,
                "burst",
                String.valueOf(burst),
                "perSecond, or limit and interval, beside it",
                "perSecond",
                "limit");
    }

    /** Whether it limits by itself, whatever the upstream says. */
    public boolean configured() {
        return perSecond != null
                || limit != null
                || perMinute != null
                || perHour != null
                || perDay != null
                || each != null;
    }
}
