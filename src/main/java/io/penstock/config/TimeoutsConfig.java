package io.penstock.config;

import java.time.Duration;

/** Deadlines of a call to an upstream. */
public record TimeoutsConfig(
        @Setting(value = "Time to open a connection, TLS included.", byDefault = "5s", min = "10ms", max = "10m")
        Duration connect,

        @Setting(
                value =
                        "Time from sending a request to its answer's head; stands still while a request body makes progress.",
                byDefault = "30s",
                min = "10ms",
                max = "1d")
        Duration attempt,

        @Setting(
                value =
                        "Time from a request's arrival to its answer's head, all waits and attempts included; stands still while a request body makes progress.",
                byDefault = "5m",
                min = "10ms",
                max = "1d")
        Duration total,

        @Setting(
                value =
                        "Time without a byte of an answer's body; 0 means any; never counted for event streams or while the caller stalls.",
                byDefault = "60s",
                min = "0s",
                max = "1d")
        Duration streamIdle,

        @Setting(
                value = "Time for a whole answer, body included; 0 means any.",
                byDefault = "0s",
                min = "0s",
                max = "30d")
        Duration maxDuration) {}
