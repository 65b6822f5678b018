package io.penstock.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;

/** What the process itself costs: memory, garbage collection, threads, CPU, file descriptors and uptime. */
public final class ProcessMetrics implements AutoCloseable {

    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();

    /** Registers the process's meters; {@link #close()} ends what listens for garbage collections. */
    public ProcessMetrics(MeterRegistry registry) {
        garbageCollection.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    @Override
    public void close() {
        garbageCollection.close();
    }
}
