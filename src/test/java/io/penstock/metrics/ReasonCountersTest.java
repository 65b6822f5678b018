package io.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class ReasonCountersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ReasonCounters counters = new ReasonCounters(
            reason -> Counter.builder("test").tag("reason", reason).register(registry));

    @Test
    void increment_moreReasonsThanTheBound_areCountedTogether() {
        for (int i = 0; i < 1_000; i++) {
            counters.increment("reason-" + i);
        }

        assertThat(registry.find("test").counters()).hasSize(ReasonCounters.MAX_REASONS + 1);
        assertThat(count(ReasonCounters.OTHER)).isEqualTo(1_000 - ReasonCounters.MAX_REASONS);
    }

    @Test
    void increment_reasonKnownBeforeTheBound_keepsItsOwnCounter() {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 100; i++) {
                counters.increment("reason-" + i);
            }
        }

        assertThat(count("reason-0")).isEqualTo(2);
    }

    private double count(String reason) {
        return registry.get("test").tag("reason", reason).counter().count();
    }
}
