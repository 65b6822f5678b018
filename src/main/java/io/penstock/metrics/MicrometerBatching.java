package io.penstock.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/** The meters of one route's batches, registered beforehand. */
final class MicrometerBatching implements BatchingRecorder {

    private final Counter batches;
    private final Counter members;
    private final Counter halved;
    private final Counter fellBack;

    MicrometerBatching(MeterRegistry registry, Tags tags) {
        batches = counter(registry, tags, "batches", "Batches sent to the upstream.");
        members = counter(registry, tags, "members", "Calls that went out in a batch.");
        halved = counter(registry, tags, "halved", "Batches that were refused, and sent again in two halves.");
        fellBack = counter(
                registry,
                tags,
                "fell.back",
                "Calls that went out by themselves after a batch whose answer was of no use to them.");
    }

    private static Counter counter(MeterRegistry registry, Tags tags, String name, String description) {
        return Counter.builder("penstock.batching." + name)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    @Override
    public void sent(int count) {
        batches.increment();
        members.increment(count);
    }

    @Override
    public void halved() {
        halved.increment();
    }

    @Override
    public void fellBack(int count) {
        fellBack.increment(count);
    }
}
