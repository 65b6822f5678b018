package io.penstock.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The meters of the memory guard, all registered beforehand: of the levels, exactly one is 1 at a time. */
final class MicrometerMemory implements MemoryRecorder {

    private final Map<String, Counter> changes = new HashMap<>();
    private final Counter refused;

    MicrometerMemory(MeterRegistry registry, List<String> levels, MemoryGauges gauges) {
        for (String level : levels) {
            Gauge.builder("penstock.memory.level", () -> gauges.level().equals(level) ? 1 : 0)
                    .description("Whether memory pressure is at the level: 1 if so, else 0.")
                    .tag("level", level)
                    .register(registry);
            changes.put(
                    level,
                    Counter.builder("penstock.memory.changes")
                            .description("Changes of the memory pressure, by the new level.")
                            .tag("level", level)
                            .register(registry));
        }
        share(registry, "heap", gauges::heapShare);
        share(registry, "direct", gauges::directShare);
        refused = Counter.builder("penstock.memory.refused")
                .description("Calls refused because memory was short.")
                .register(registry);
    }

    private static void share(MeterRegistry registry, String area, Supplier<Number> share) {
        Gauge.builder("penstock.memory.share", share)
                .description("What is in use of what there is, 0 to 1: heap after a collection, direct memory now.")
                .tag("area", area)
                .register(registry);
    }

    @Override
    public void changed(String level) {
        Counter counter = changes.get(level);
        if (counter == null) {
            throw new IllegalArgumentException(level + "; expected one of " + changes.keySet());
        }
        counter.increment();
    }

    @Override
    public void refused() {
        refused.increment();
    }
}
