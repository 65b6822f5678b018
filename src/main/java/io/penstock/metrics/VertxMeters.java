package io.penstock.metrics;

import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which of Vert.x's own metrics are kept: event loops, worker pools and the event bus. Those of its HTTP and net domains
 * look up several meters for each request, and {@link RouteRecorder} and {@link PoolRecorder} tell more.
 */
public final class VertxMeters {

    private static final AtomicLong INSTANCES = new AtomicLong();

    private VertxMeters() {}

    /**
     * The options of one Vert.x instance, which must be built with a {@code MicrometerMetricsFactory} for the registry.
     * They are good for one instance: Vert.x keeps registries by name in a static map, so each gets a name of its own.
     */
    public static MicrometerMetricsOptions options() {
        MicrometerMetricsOptions options = new MicrometerMetricsOptions()
                .setEnabled(true)
                .setRegistryName("penstock-" + INSTANCES.incrementAndGet())
                .setNettyMetricsEnabled(true);
        for (MetricsDomain domain : MetricsDomain.values()) {
            if (domain != MetricsDomain.NAMED_POOLS && domain != MetricsDomain.EVENT_BUS) {
                options.addDisabledMetricsCategory(domain);
            }
        }
        return options;
    }
}
