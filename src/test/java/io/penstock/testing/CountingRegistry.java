package io.penstock.testing;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.function.Consumer;

/**
 * The registry that Penstock uses, which tells what is looked up in it once {@link #watch} was called. A filter that is
 * added late has the registry ask it again for each meter when that is next looked up: so a meter counts once for each call
 * of {@code watch}, however often it is looked up, and a search counts each time.
 */
final class CountingRegistry extends PrometheusMeterRegistry {

    private final Tally lookUps;

    CountingRegistry(Tally lookUps) {
        super(PrometheusConfig.DEFAULT);
        this.lookUps = lookUps;
    }

    /** Counts the meters that are looked up or made from now on, by their names. */
    void watch() {
        config().meterFilter(new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                lookUps.add(id.getName());
                return id;
            }
        });
    }

    @Override
    public List<Meter> getMeters() {
        lookUps.add("a search");
        return super.getMeters();
    }

    @Override
    public void forEachMeter(Consumer<? super Meter> consumer) {
        lookUps.add("a search");
        super.forEachMeter(consumer);
    }
}
