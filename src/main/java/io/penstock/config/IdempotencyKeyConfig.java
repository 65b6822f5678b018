package io.penstock.config;

/** The field by which an upstream recognizes a request that it has handled already. */
public record IdempotencyKeyConfig(
        @Setting(
                value = "Name of the field. A POST or PATCH with it is sent again as a GET is.",
                byDefault = "Idempotency-Key",
                pattern = "[A-Za-z0-9-]+",
                expected = "the name of a field such as Idempotency-Key")
        String header,

        @Setting(
                value =
                        "Give a POST or PATCH without it one of its own, the same on every attempt; only where the upstream honours it.",
                byDefault = "false")
        boolean add) {}
