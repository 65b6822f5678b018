package io.penstock.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Settings of the requests that match a pattern; what is absent is taken from the upstream. */
public record RouteConfig(
        @Setting(
                value = "Method (or *) and path below the upstream, such as 'GET /contacts/{id}' or '* /files/**'.",
                pattern = "(\\*|[A-Z][A-Z0-9-]*) /\\S*")
        String match,

        @Setting(value = "Largest request body; 0 means any.", min = "0") @Nullable
        DataSize maxRequestBody,

        @Setting(value = "See timeouts.attempt.", min = "10ms", max = "1d") @Nullable
        Duration attemptTimeout,

        @Setting(value = "See timeouts.total.", min = "10ms", max = "1d") @Nullable
        Duration totalTimeout,

        @Setting(value = "See timeouts.streamIdle.", min = "0s", max = "1d") @Nullable
        Duration streamIdle,

        @Setting(value = "See timeouts.maxDuration.", min = "0s", max = "30d") @Nullable
        Duration maxDuration) {}
