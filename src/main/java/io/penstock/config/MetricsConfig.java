package io.penstock.config;

/** How metrics are shown on the management port. */
public record MetricsConfig(
        @Setting(
                value =
                        "What the names of Penstock's own metrics begin with; those with names of OpenTelemetry's keep them.",
                byDefault = "penstock",
                pattern = "[A-Za-z][A-Za-z0-9_]{0,62}",
                expected = "1 to 63 letters, digits and _, with a letter first")
        String namespace) {}
