package io.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class MicrometerCompressionTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Metrics metrics = new MicrometerMetrics(registry);

    @Test
    void compressed_isCountedByUpstreamAndCoding() {
        metrics.compression("crm").compressed("br", 1_000, 100);
        metrics.compression("crm").compressed("br", 2_000, 300);
        metrics.compression("crm").compressed("gzip", 7, 27);
        metrics.compression("erp").compressed("br", 5, 4);

        assertThat(count("answers", "crm", "br")).isEqualTo(2);
        assertThat(count("bytes.in", "crm", "br")).isEqualTo(3_000);
        assertThat(count("bytes.out", "crm", "br")).isEqualTo(400);
        assertThat(count("bytes.out", "crm", "gzip")).isEqualTo(27);
        assertThat(count("answers", "erp", "br")).isEqualTo(1);
    }

    @Test
    void compression_thatNeverHappens_makesNoSeries() {
        var unused = metrics.compression("crm");

        assertThat(registry.find("penstock.compression.answers").meters()).isEmpty();
    }

    private double count(String name, String upstream, String coding) {
        return registry.get("penstock.compression." + name)
                .tags("upstream", upstream, "coding", coding)
                .counter()
                .count();
    }
}
