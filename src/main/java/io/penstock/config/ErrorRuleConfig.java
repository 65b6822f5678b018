package io.penstock.config;

import io.penstock.error.Category;
import org.jspecify.annotations.Nullable;

/** What an upstream means by an answer, where its status alone does not say it. */
public record ErrorRuleConfig(
        @Setting(value = "The kind of failure that it is, see docs/resilience.md.", example = "rate-limited")
        Category is,

        @Setting("What the answer must be like; all that is given must fit.")
        When when) {

    /** The condition of a rule. */
    public record When(
            @Setting(
                    value = "Status of the answer; any from 400 where absent.",
                    min = "400",
                    max = "599",
                    example = "400")
            @Nullable
            Integer status,

            @Setting(value = "Text that the first 64 KiB of the body contain, in any case.", example = "quota")
            @Nullable
            String bodyContains) {

        /** Refuses a condition that everything would meet. */
        public When {
            new Checks()
                    .expect(
                            status != null || bodyContains != null,
                            "status",
                            "nothing",
                            "a status, or bodyContains",
                            "bodyContains")
                    .done();
        }
    }
}
