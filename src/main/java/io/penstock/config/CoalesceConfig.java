package io.penstock.config;

import java.time.Duration;
import java.util.List;

/** How identical concurrent requests share one call to the upstream. */
public record CoalesceConfig(
        @Setting(value = "Whether they do.", byDefault = "true")
        boolean enabled,

        @Setting(
                value =
                        "Request fields that cannot select an answer, so that requests may differ in them, beside traceparent, X-Request-Id, Priority and Penstock-….",
                byDefault = "[]",
                pattern = "[A-Za-z0-9!#$%&'*+.^_`|~-]+",
                expected = "a field name: letters, digits and !#$%&'*+.^_`|~-")
        List<String> ignore,

        @Setting(
                value =
                        "Beginning of an answer that is kept for requests that come later, and the most by which one caller may be behind the others.",
                byDefault = "1MiB",
                min = "256KiB",
                max = "16MiB")
        DataSize buffer,

        @Setting(
                value =
                        "Time for which a slow caller may hold the others back, summed over an answer; then its answer is broken off.",
                byDefault = "5s",
                min = "0s",
                max = "10m")
        Duration maxHoldBack) {

    /** Keeps a copy of the list. */
    public CoalesceConfig {
        ignore = List.copyOf(ignore);
    }
}
