package io.penstock.config;

import java.util.Map;

/** The whole running configuration, immutable. Built by the reader or by {@code PenstockOptions}. */
public record PenstockConfig(
        @Setting(value = "Where this runs; shown by the health and configuration endpoints.", byDefault = "production")
        Environment environment,

        @Setting("The port that callers use.") ServerConfig server,
        @Setting("The management port.") AdminConfig admin,
        @Setting("One switch for each optimization.") FeaturesConfig features,

        @Setting("The APIs that calls go to, by name. A name is 1 to 63 of a-z, 0-9 and -.")
        Map<String, UpstreamConfig> upstreams) {

    /** Where Penstock runs. */
    public enum Environment {
        DEVELOPMENT,
        STAGING,
        PRODUCTION
    }
}
