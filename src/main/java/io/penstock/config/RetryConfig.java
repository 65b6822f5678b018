package io.penstock.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sending a request again after a failure that may pass. The deadlines of a call and of its attempts are in timeouts. */
public record RetryConfig(
        @Setting(value = "Send requests again by the rules below.", byDefault = "true")
        boolean enabled,

        @Setting(
                value = "Most times that a request is sent again; 3 where neither it nor maxAttempts is given.",
                min = "0",
                max = "20",
                example = "3")
        @Nullable
        Integer maxRetries,

        @Setting(
                value = "The same with the first attempt counted; in place of maxRetries.",
                min = "1",
                max = "21",
                example = "4")
        @Nullable
        Integer maxAttempts,

        @Setting(
                value =
                        "How the pause grows: exponential, linear, fixed, or full-jitter (anything from 0 to the exponential pause).",
                byDefault = "exponential")
        Backoff backoff,

        @Setting(value = "Pause before the first retry.", byDefault = "100ms", min = "0s", max = "1h")
        Duration baseDelay,

        @Setting(value = "Longest pause, unless the upstream asks for more.", byDefault = "30s", min = "0s", max = "1h")
        Duration maxDelay,

        @Setting(
                value = "What an exponential pause is multiplied by each time.",
                byDefault = "2",
                min = "1",
                max = "10")
        double multiplier,

        @Setting(
                value = "Part of the pause by which it varies up and down; not for full-jitter.",
                byDefault = "0.1",
                min = "0",
                max = "1")
        double jitter,

        @Setting(
                value = "Statuses to try again after; 429, 500, 502, 503 and 504 where absent.",
                min = "400",
                max = "599",
                example = "[429, 503]")
        @Nullable
        List<Integer> statuses,

        @Setting(
                value =
                        "Kinds of failure to try again after, see docs/resilience.md; network and timeout where absent.",
                pattern = RetryConfig.WORD,
                expected = RetryConfig.WORD_IN_WORDS,
                example = "[network]")
        @Nullable
        List<String> categories,

        @Setting(
                value =
                        "What is never tried again, in quotes: statuses, categories or problems; tls-failure where absent.",
                pattern = "[45][0-9][0-9]|" + RetryConfig.WORD,
                expected = "a status in quotes, or " + RetryConfig.WORD_IN_WORDS,
                example = "[tls-failure, \"500\"]")
        @Nullable
        List<String> never,

        @Setting(
                value = "Most retries and hedges as a part of the upstream's requests of the last 10 s.",
                byDefault = "0.2",
                min = "0",
                max = "10")
        double budget,

        @Setting(
                value = "Retries and hedges within 10 s that are allowed however few requests there are.",
                byDefault = "10",
                min = "0",
                max = "100000")
        int budgetFloor) {

    static final String WORD = "[a-z]+(-[a-z]+)*";
    static final String WORD_IN_WORDS = "the name of a category or problem such as network or attempt-timeout";

    private static final int DEFAULT_RETRIES = 3;
    private static final List<Integer> DEFAULT_STATUSES = List.of(429, 500, 502, 503, 504);
    private static final List<String> DEFAULT_CATEGORIES = List.of("network", "timeout");
    private static final List<String> DEFAULT_NEVER = List.of("tls-failure");

    /** Refuses what contradicts itself, and names of failures that do not exist. */
    public RetryConfig {
        statuses = statuses == null ? null : List.copyOf(statuses);
        categories = categories == null ? null : List.copyOf(categories);
        never = never == null ? null : List.copyOf(never);
        Checks checks = new Checks();
        FailureWords.checkRetries(checks, maxRetries, maxAttempts);
        FailureWords.checkCategories(checks, categories);
        FailureWords.checkNever(checks, never);
        checks.expect(
                        maxDelay.compareTo(baseDelay) >= 0,
                        "maxDelay",
                        DurationText.format(maxDelay),
                        "at least baseDelay (" + DurationText.format(baseDelay) + ")",
                        "baseDelay")
                .done();
    }

    /** These settings with retries switched off. */
    public RetryConfig off() {
        return Records.with(this, "enabled", false);
    }

    /** How often a request may be sent again; 0 where retries are switched off. */
    public int retries() {
        if (!enabled) {
            return 0;
        }
        return maxRetries != null ? maxRetries : maxAttempts != null ? maxAttempts - 1 : DEFAULT_RETRIES;
    }

    /** The statuses in force. */
    public List<Integer> retriedStatuses() {
        return statuses != null ? statuses : DEFAULT_STATUSES;
    }

    /** The names of the categories in force. */
    public List<String> retriedCategories() {
        return categories != null ? categories : DEFAULT_CATEGORIES;
    }

    /** What is never tried again, as statuses and names. */
    public List<String> neverRetried() {
        return never != null ? never : DEFAULT_NEVER;
    }

    /**
     * These settings with those that a route has of its own.
     *
     * @throws IllegalArgumentException if the two contradict each other
     */
    public RetryConfig with(RouteRetryConfig route) {
        boolean ownNumber = route.maxRetries() != null || route.maxAttempts() != null;
        return new RetryConfig(
                own(route.enabled(), enabled),
                ownNumber ? route.maxRetries() : maxRetries,
                ownNumber ? route.maxAttempts() : maxAttempts,
                own(route.backoff(), backoff),
                own(route.baseDelay(), baseDelay),
                own(route.maxDelay(), maxDelay),
                own(route.multiplier(), multiplier),
                own(route.jitter(), jitter),
                route.statuses() != null ? route.statuses() : statuses,
                route.categories() != null ? route.categories() : categories,
                route.never() != null ? route.never() : never,
                budget,
                budgetFloor);
    }

    private static <T> T own(@Nullable T own, T inherited) {
        return own != null ? own : inherited;
    }

    /** How pauses grow. */
    public enum Backoff {
        EXPONENTIAL,
        LINEAR,
        FIXED,
        FULL_JITTER
    }
}
