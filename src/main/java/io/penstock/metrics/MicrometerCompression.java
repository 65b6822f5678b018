package io.penstock.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The meters of one upstream's compressed answers; those of a coding are registered when it is first used. */
final class MicrometerCompression implements CompressionRecorder {

    private final MeterRegistry registry;
    private final Tags upstream;
    private final Map<String, Meters> codings = new ConcurrentHashMap<>();

    MicrometerCompression(MeterRegistry registry, Tags upstream) {
        this.registry = registry;
        this.upstream = upstream;
    }

    @Override
    public void compressed(String coding, long bytesIn, long bytesOut) {
        Meters meters = codings.get(coding);
        if (meters == null) {
            meters = codings.computeIfAbsent(coding, this::register);
        }
        meters.answers.increment();
        meters.bytesIn.increment((double) bytesIn);
        meters.bytesOut.increment((double) bytesOut);
    }

    private Meters register(String coding) {
        Tags tags = upstream.and("coding", coding);
        return new Meters(
                counter("answers", "Answers that were compressed for their callers.", tags),
                counter("bytes.in", "Bytes of bodies before they were compressed.", tags),
                counter("bytes.out", "Bytes of bodies after they were compressed.", tags));
    }

    private Counter counter(String name, String description, Tags tags) {
        return Counter.builder("penstock.compression." + name)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private record Meters(Counter answers, Counter bytesIn, Counter bytesOut) {}
}
