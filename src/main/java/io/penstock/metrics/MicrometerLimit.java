package io.penstock.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** The meters of one upstream's limits, all registered beforehand. */
final class MicrometerLimit implements LimitRecorder {

    private final Counter grants;
    private final Counter refusals;
    private final Timer waits;
    private final Counter pauses;

    MicrometerLimit(MeterRegistry registry, Tags tags) {
        grants = counter(registry, tags, "permits.granted", "Permits that configured limits granted.");
        refusals =
                counter(registry, tags, "permits.rejected", "Calls that could not be sent in the time that they had.");
        pauses = counter(registry, tags, "pauses", "Answers that asked for a pause, such as 429.");
        waits = Timer.builder("penstock.limit.permits.waited")
                .description("Calls that waited for a permit, and the time that they did.")
                .tags(tags)
                .serviceLevelObjectives(Buckets.EXCHANGE)
                .register(registry);
    }

    private static Counter counter(MeterRegistry registry, Tags tags, String name, String description) {
        return Counter.builder("penstock.limit." + name)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    @Override
    public void granted() {
        grants.increment();
    }

    @Override
    public void refused() {
        refusals.increment();
    }

    @Override
    public void waited(long nanos) {
        waits.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void cooled() {
        pauses.increment();
    }
}
