package io.penstock.config;

/** How many requests are in progress at once for each consumer or credential, within {@code maxConcurrent}. */
public record EachConcurrencyConfig(
        @Setting(
                value = "What has places of its own: each credential, consumer or authorization.",
                byDefault = "consumer")
        LimitScope by,

        @Setting(value = "Most requests in progress at once of each.", byDefault = "10", min = "1", max = "10000")
        int max,

        @Setting(
                value = "Keys told apart; those beyond share their places.",
                byDefault = "10000",
                min = "1",
                max = "1000000")
        int maxKeys) {}
