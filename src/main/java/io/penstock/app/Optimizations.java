package io.penstock.app;

import io.penstock.config.FeaturesConfig;
import io.penstock.config.PenstockConfig;
import java.util.stream.Collectors;

/** Tells in one line which optimizations are switched on, and how large the pools are. */
final class Optimizations {

    private Optimizations() {}

    static String describe(PenstockConfig config) {
        FeaturesConfig features = config.features();
        return "connection management " + onOff(features.connectionManagement())
                + ", token management " + onOff(features.tokenManagement())
                + ", resource optimization " + resourceOptimization(features)
                + ", resilience " + onOff(features.resilience())
                + "; pools: " + pools(config);
    }

    private static String resourceOptimization(FeaturesConfig features) {
        if (!features.resourceOptimization()) {
            return onOff(false);
        }
        return onOff(true) + " (coalescing " + onOff(features.coalescing())
                + ", batching " + onOff(features.batching())
                + ", incremental loading " + onOff(features.incrementalLoading())
                + ", compression " + onOff(features.compression())
                + ", memory optimization " + onOff(features.memoryOptimization()) + ")";
    }

    private static String pools(PenstockConfig config) {
        return config.upstreams().entrySet().stream()
                .map(upstream ->
                        upstream.getKey() + " " + upstream.getValue().pool().size())
                .collect(Collectors.joining(", "));
    }

    private static String onOff(boolean on) {
        return on ? "on" : "off";
    }
}
