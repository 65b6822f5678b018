package io.penstock.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/** The meters of one credential. All but the refreshes that fail are registered beforehand. */
final class MicrometerToken implements TokenRecorder {

    private final MeterRegistry registry;
    private final Tags tags;
    private final Map<String, Timer> refreshes = new ConcurrentHashMap<>();
    private final Counter waits;
    private final Counter cures;

    MicrometerToken(MeterRegistry registry, Tags tags, DoubleSupplier secondsToExpiry) {
        this.registry = registry;
        this.tags = tags;
        Gauge.builder("penstock.token.expiry", secondsToExpiry::getAsDouble)
                .description("How long the token may still be used; NaN without one, or where that is not known.")
                .baseUnit("seconds")
                .tags(tags)
                .register(registry);
        waits = counter("waits", "Calls that had to wait for a token.");
        cures = counter("cured", "Calls whose 401 was cured by a newer token.");
        refreshes.put("success", timer("success"));
    }

    @Override
    public void fetched(String result, long nanos) {
        refreshes.computeIfAbsent(result, this::timer).record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void waiting() {
        waits.increment();
    }

    @Override
    public void cured() {
        cures.increment();
    }

    private Timer timer(String result) {
        return Timer.builder("penstock.token.refreshes")
                .description("Tries to get a token by result, and the time that they took.")
                .tags(tags.and("result", result))
                .serviceLevelObjectives(Buckets.EXCHANGE)
                .register(registry);
    }

    private Counter counter(String name, String description) {
        return Counter.builder("penstock.token." + name)
                .description(description)
                .tags(tags)
                .register(registry);
    }
}
