package io.penstock.config;

import java.time.Duration;

/** How long before its end a token is replaced: the larger of the two, at most half of its life, varied by ±10 %. */
public record RefreshAheadConfig(
        @Setting(value = "Time before its end.", byDefault = "60s", min = "0s", max = "1d")
        Duration margin,

        @Setting(value = "Part of its life.", byDefault = "0.2", min = "0", max = "0.5")
        double fraction) {}
