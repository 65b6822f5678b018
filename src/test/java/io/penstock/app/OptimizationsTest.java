package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ConfigLoader;
import io.penstock.config.ConfigSources;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OptimizationsTest {

    private static final Map<String, String> TWO_UPSTREAMS = Map.of(
            "upstreams.a.url", "http://a.example",
            "upstreams.b.url", "http://b.example",
            "upstreams.a.pool.size", "10");

    @Test
    void defaults_areAllOn() {
        assertThat(describe(Map.of()))
                .startsWith("connection management on, token management on, resource optimization on (coalescing on, "
                        + "batching on, incremental loading on, compression on, memory optimization on), resilience on")
                .endsWith("pools: a 10, b 5");
    }

    @Test
    void toggles_areShown() {
        assertThat(describe(Map.of(
                        "ENABLE_CONNECTION_MANAGEMENT", "false",
                        "ENABLE_BATCHING", "off",
                        "ENABLE_TOKEN_MANAGEMENT", "0",
                        "CONNECTION_POOL_SIZE", "7")))
                .contains("connection management off", "token management off", "batching off", "coalescing on")
                .endsWith("pools: a 10, b 7");
    }

    @Test
    void resourceOptimization_off_leavesItsPartsOut() {
        assertThat(describe(Map.of("ENABLE_RESOURCE_OPTIMIZATION", "no")))
                .contains("resource optimization off, resilience on");
    }

    private static String describe(Map<String, String> environment) {
        return Optimizations.describe(ConfigLoader.load(
                        ConfigSources.none().withEnvironment(environment).withOptions(TWO_UPSTREAMS))
                .orThrow());
    }
}
