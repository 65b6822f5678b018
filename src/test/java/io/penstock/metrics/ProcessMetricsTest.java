package io.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

class ProcessMetricsTest {

    @Test
    void registry_showsWhatTheProcessCosts() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (ProcessMetrics process = new ProcessMetrics(registry)) {
            assertThat(process).isNotNull();
            assertThat(registry.scrape())
                    .contains(
                            "jvm_memory_used_bytes{",
                            "jvm_threads_live_threads ",
                            "jvm_gc_memory_allocated_bytes_total ",
                            "process_cpu_usage ",
                            "process_files_open_files ",
                            "process_uptime_seconds ");
        }
    }
}
