package io.penstock.config;

/** How the number of calls that an upstream is given at once finds itself, within {@code maxConcurrent}. */
public record ConcurrencyConfig(
        @Setting(
                value =
                        "Lower the number while answers are slow, fail or are 429 or 503, and raise it again slowly (additive increase, multiplicative decrease).",
                byDefault = "false")
        boolean enabled,

        @Setting(value = "The least that it falls to.", byDefault = "1", min = "1", max = "10000")
        int min,

        @Setting(
                value = "The most that it rises to where maxConcurrent is absent.",
                byDefault = "200",
                min = "1",
                max = "10000")
        int max,

        @Setting(
                value = "What is left of the number after a sign of overload.",
                byDefault = "0.9",
                min = "0.5",
                max = "0.99")
        double backoff,

        @Setting(
                value =
                        "How many times its best an answer may take before it is a sign of overload; 0 for no such limit.",
                byDefault = "0",
                min = "0",
                max = "1000")
        double tolerance) {

    /** Refuses bounds that cross. */
    public ConcurrencyConfig {
        new Checks()
                .expect(min <= max, "min", min, "at most max (" + max + ")", "max")
                .done();
    }
}
