package io.penstock.config;

import java.time.Duration;

/** Which answers of a route are kept, to be given where the upstream cannot answer. */
public record LastGoodConfig(
        @Setting(
                value = "Time after which an answer is too old to be given.",
                byDefault = "1h",
                min = "1s",
                max = "30d")
        Duration maxAge,

        @Setting(
                value = "Bytes that all answers kept for the route may take together.",
                byDefault = "8MiB",
                min = "1KiB",
                max = "1GiB")
        DataSize maxBytes,

        @Setting(value = "Largest body that is kept.", byDefault = "256KiB", min = "0", max = "64MiB")
        DataSize maxBody) {}
