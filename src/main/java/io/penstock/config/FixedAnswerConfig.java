package io.penstock.config;

import org.jspecify.annotations.Nullable;

/** An answer that is always the same. */
public record FixedAnswerConfig(
        @Setting(value = "Its status.", byDefault = "200", min = "200", max = "599")
        int status,

        @Setting(
                value = "Its Content-Type.",
                byDefault = "application/json",
                pattern = "[!-~]+/[!-~]+(; ?[!-~]+)*",
                expected = "a media type such as application/json")
        String contentType,

        @Setting(value = "Its body; none where absent.", example = "'[]'") @Nullable
        String body) {}
