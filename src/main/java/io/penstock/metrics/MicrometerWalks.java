package io.penstock.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.ToLongFunction;

/** Shows the figures of one upstream's page walks. They are counted where the walks are, and read when the metrics are asked for. */
final class MicrometerWalks {

    private final MeterRegistry registry;
    private final Tags tags;
    private final WalkGauges figures;

    private MicrometerWalks(MeterRegistry registry, Tags tags, WalkGauges figures) {
        this.registry = registry;
        this.tags = tags;
        this.figures = figures;
    }

    /** Registers all meters of an upstream. */
    static void register(MeterRegistry registry, Tags tags, WalkGauges figures) {
        new MicrometerWalks(registry, tags, figures).register();
    }

    private void register() {
        Gauge.builder("penstock.walks.active", figures, WalkGauges::active)
                .description("Page walks on their way.")
                .tags(tags)
                .register(registry);
        ended("whole", WalkGauges::whole);
        ended("broken", WalkGauges::broken);
        ended("left", WalkGauges::left);
        ended("refused", WalkGauges::refused);
        counter("penstock.walks.resumed", "Page walks that went on where one broke.", tags, WalkGauges::resumed);
        counter("penstock.walks.pages", "Pages read to their end.", tags, WalkGauges::pages);
        counter("penstock.walks.items", "Items made ready for callers.", tags, WalkGauges::items);
        counter("penstock.walks.bytes", "Bytes of items made ready for callers.", tags, WalkGauges::bytes);
    }

    private void ended(String result, ToLongFunction<WalkGauges> figure) {
        counter("penstock.walks.ended", "Page walks by how they ended.", tags.and("result", result), figure);
    }

    private void counter(String name, String description, Tags own, ToLongFunction<WalkGauges> figure) {
        FunctionCounter.builder(name, figures, each -> figure.applyAsLong(each))
                .description(description)
                .tags(own)
                .register(registry);
    }
}
