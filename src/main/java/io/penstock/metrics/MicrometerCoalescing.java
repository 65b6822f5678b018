package io.penstock.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/** The meters of one upstream's shared calls, registered beforehand. */
final class MicrometerCoalescing implements CoalescingRecorder {

    private final Counter led;
    private final Counter joined;
    private final Counter unshared;
    private final Counter cutLoose;
    private final Counter savedBytes;

    MicrometerCoalescing(MeterRegistry registry, Tags tags) {
        led = counter(registry, tags, "led", "Calls to the upstream that came to be shared.");
        joined = counter(registry, tags, "joined", "Calls that joined that of another caller.");
        unshared = counter(
                registry,
                tags,
                "unshared",
                "Calls that had joined and went out for themselves, since the answer was not one to share.");
        cutLoose = counter(
                registry,
                tags,
                "cut.loose",
                "Answers broken off, since their caller held the others back for too long.");
        savedBytes = Counter.builder("penstock.coalescing.saved")
                .description("Bytes of bodies that were not asked of the upstream again.")
                .baseUnit("bytes")
                .tags(tags)
                .register(registry);
    }

    private static Counter counter(MeterRegistry registry, Tags tags, String name, String description) {
        return Counter.builder("penstock.coalescing." + name)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    @Override
    public void led() {
        led.increment();
    }

    @Override
    public void joined() {
        joined.increment();
    }

    @Override
    public void unshared(int calls) {
        unshared.increment(calls);
    }

    @Override
    public void cutLoose() {
        cutLoose.increment();
    }

    @Override
    public void saved(int bytes) {
        savedBytes.increment(bytes);
    }
}
