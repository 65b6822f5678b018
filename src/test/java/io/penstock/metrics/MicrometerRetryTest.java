package io.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MicrometerRetryTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Metrics metrics = new MicrometerMetrics(registry);
    private final RetryRecorder contacts = metrics.retry("crm", "GET /contacts");
    private final RetryRecorder orders = metrics.retry("crm", "GET /orders");

    @Test
    void retries_areCountedByOperationAndReason() {
        contacts.retried("503", TimeUnit.MILLISECONDS.toNanos(100));
        contacts.retried("503", TimeUnit.MILLISECONDS.toNanos(200));
        orders.retried("attempt-timeout", 0);

        assertThat(registry.get("penstock.retry.attempts")
                        .tags("operation", "crm GET /contacts", "reason", "503")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("penstock.retry.backoff")
                        .tag("upstream", "crm")
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(300);
    }

    @Test
    void outcomes_areCountedForTheUpstream() {
        contacts.cured();
        orders.cured();
        contacts.gaveUp("budget-exhausted");
        contacts.hedged(true);
        contacts.hedged(false);
        orders.hedged(false);

        assertThat(registry.get("penstock.retry.cured").counter().count()).isEqualTo(2);
        assertThat(registry.get("penstock.retry.refused")
                        .tag("reason", "budget-exhausted")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(hedges("won")).isEqualTo(1);
        assertThat(hedges("lost")).isEqualTo(2);
    }

    private double hedges(String result) {
        return registry.get("penstock.hedges").tag("result", result).counter().count();
    }
}
