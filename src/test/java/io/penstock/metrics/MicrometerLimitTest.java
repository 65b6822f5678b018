package io.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class MicrometerLimitTest {

    @Test
    void permits_areCountedByUpstream() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        LimitRecorder limits = new MicrometerMetrics(registry).limits("crm");

        limits.granted();
        limits.granted();
        limits.refused();
        limits.cooled();
        limits.waited(250_000_000);

        assertThat(count(registry, "penstock.limit.permits.granted")).isEqualTo(2);
        assertThat(count(registry, "penstock.limit.permits.rejected")).isEqualTo(1);
        assertThat(count(registry, "penstock.limit.pauses")).isEqualTo(1);
        assertThat(registry.get("penstock.limit.permits.waited")
                        .tag("upstream", "crm")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    private static double count(SimpleMeterRegistry registry, String name) {
        return registry.get(name).tag("upstream", "crm").counter().count();
    }
}
