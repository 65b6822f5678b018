package io.penstock.config;

/** One switch for each optimization; off, each leaves a gateway that works without it. */
public record FeaturesConfig(
        @Setting(
                value =
                        "Keep connections to upstreams open and share them; off, every request opens one and closes it.",
                byDefault = "true")
        boolean connectionManagement,

        @Setting(value = "Obtain, refresh and add upstream credentials.", byDefault = "true")
        boolean tokenManagement,

        @Setting(
                value = "Coalescing, batching, incremental loading, compression and the memory guard, all together.",
                byDefault = "true")
        boolean resourceOptimization,

        @Setting(value = "One upstream call for identical concurrent requests.", byDefault = "true")
        boolean coalescing,

        @Setting(value = "One upstream call for several similar requests.", byDefault = "true")
        boolean batching,

        @Setting(value = "Page walks delivered as one stream.", byDefault = "true")
        boolean incrementalLoading,

        @Setting(value = "Compressed answers towards callers.", byDefault = "true")
        boolean compression,

        @Setting(value = "Shedding of work before memory runs out.", byDefault = "true")
        boolean memoryOptimization,

        @Setting(value = "Retry, limits and breaker, all together.", byDefault = "true")
        boolean resilience) {

    /** These switches with that of connection management set. */
    public FeaturesConfig withConnectionManagement(boolean on) {
        return Records.with(this, "connectionManagement", on);
    }

    /** These switches with that of token management set. */
    public FeaturesConfig withTokenManagement(boolean on) {
        return Records.with(this, "tokenManagement", on);
    }

    /** These switches with that of resource optimization set. */
    public FeaturesConfig withResourceOptimization(boolean on) {
        return Records.with(this, "resourceOptimization", on);
    }

    /** Whether similar requests go out as one: the own switch of batching, and that of resource optimization. */
    public boolean batches() {
        return resourceOptimization && batching;
    }

    /** Whether identical concurrent requests share a call: its own switch, and that of resource optimization. */
    public boolean coalesces() {
        return resourceOptimization && coalescing;
    }

    /** Whether memory is watched: its own switch, and that of resource optimization. */
    public boolean guardsMemory() {
        return resourceOptimization && memoryOptimization;
    }
}
