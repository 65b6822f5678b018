package io.penstock.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The meters of one circuit breaker, all registered beforehand: of the states, exactly one is 1 at a time. */
final class MicrometerBreaker implements BreakerRecorder {

    private final Map<String, Counter> transitions = new HashMap<>();
    private final Counter refused;

    MicrometerBreaker(MeterRegistry registry, Tags tags, List<String> states, Supplier<String> current) {
        for (String state : states) {
            Gauge.builder("penstock.breaker.state", () -> current.get().equals(state) ? 1 : 0)
                    .description("Whether the circuit breaker is in the state: 1 if so, else 0.")
                    .tags(tags.and("state", state))
                    .register(registry);
            transitions.put(
                    state,
                    Counter.builder("penstock.breaker.transitions")
                            .description("Changes of the circuit breaker, by the new state.")
                            .tags(tags.and("state", state))
                            .register(registry));
        }
        refused = Counter.builder("penstock.breaker.refused")
                .description("Attempts that the circuit breaker refused.")
                .tags(tags)
                .register(registry);
    }

    @Override
    public void changed(String state) {
        Counter counter = transitions.get(state);
        if (counter == null) {
            throw new IllegalArgumentException(state + "; expected one of " + transitions.keySet());
        }
        counter.increment();
    }

    @Override
    public void refused() {
        refused.increment();
    }
}
