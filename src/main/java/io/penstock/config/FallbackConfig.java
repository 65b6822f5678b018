package io.penstock.config;

import org.jspecify.annotations.Nullable;

/**
 * What answers a call of a route that failed for good. What is set is tried in this order: the last good answer, another
 * upstream, the fixed answer.
 */
public record FallbackConfig(
        @Setting(
                value =
                        "The last good answer to the same request, kept for GET and HEAD; nothing is kept where absent.")
        @Nullable
        LastGoodConfig lastGood,

        @Setting(
                value = "Name of an upstream that is asked in place of this one.",
                pattern = PenstockConfig.NAME,
                expected = PenstockConfig.NAME_IN_WORDS,
                example = "other")
        @Nullable
        String upstream,

        @Setting("A fixed answer.") @Nullable FixedAnswerConfig answer) {

    /** Refuses a fallback with nothing in it. */
    public FallbackConfig {
        new Checks()
                .expect(
                        lastGood != null || upstream != null || answer != null,
                        "answer",
                        "nothing",
                        "one of lastGood, upstream and answer",
                        "lastGood",
                        "upstream")
                .done();
    }
}
