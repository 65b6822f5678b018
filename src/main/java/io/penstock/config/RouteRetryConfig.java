package io.penstock.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How requests of a route are sent again; what is absent is taken from the upstream, which has the one budget. */
public record RouteRetryConfig(
        @Setting(value = "See the upstream's retry.enabled.", example = "false") @Nullable
        Boolean enabled,

        @Setting(value = "See the upstream's retry.maxRetries.", min = "0", max = "20", example = "5") @Nullable
        Integer maxRetries,

        @Setting(value = "See the upstream's retry.maxAttempts.", min = "1", max = "21", example = "6") @Nullable
        Integer maxAttempts,

        @Setting(value = "See the upstream's retry.backoff.", example = "fixed")
        RetryConfig.@Nullable Backoff backoff,

        @Setting(value = "See the upstream's retry.baseDelay.", min = "0s", max = "1h", example = "1s") @Nullable
        Duration baseDelay,

        @Setting(value = "See the upstream's retry.maxDelay.", min = "0s", max = "1h", example = "10s") @Nullable
        Duration maxDelay,

        @Setting(value = "See the upstream's retry.multiplier.", min = "1", max = "10", example = "1.5") @Nullable
        Double multiplier,

        @Setting(value = "See the upstream's retry.jitter.", min = "0", max = "1", example = "0.2") @Nullable
        Double jitter,

        @Setting(value = "See the upstream's retry.statuses.", min = "400", max = "599", example = "[503]") @Nullable
        List<Integer> statuses,

        @Setting(
                value = "See the upstream's retry.categories.",
                pattern = RetryConfig.WORD,
                expected = RetryConfig.WORD_IN_WORDS,
                example = "[network]")
        @Nullable
        List<String> categories,

        @Setting(
                value = "See the upstream's retry.never.",
                pattern = "[45][0-9][0-9]|" + RetryConfig.WORD,
                expected = "a status in quotes, or " + RetryConfig.WORD_IN_WORDS,
                example = "[attempt-timeout]")
        @Nullable
        List<String> never) {

    /** Refuses what contradicts itself, and names of failures that do not exist. */
    public RouteRetryConfig {
        statuses = statuses == null ? null : List.copyOf(statuses);
        categories = categories == null ? null : List.copyOf(categories);
        never = never == null ? null : List.copyOf(never);
        Checks checks = new Checks();
        FailureWords.checkRetries(checks, maxRetries, maxAttempts);
        FailureWords.checkCategories(checks, categories);
        FailureWords.checkNever(checks, never);
        checks.done();
    }
}
