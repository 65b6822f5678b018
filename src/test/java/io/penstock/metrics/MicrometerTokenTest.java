package io.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MicrometerTokenTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final TokenRecorder token = new MicrometerMetrics(registry).credential("crm", () -> 42);

    @Test
    void expiry_isReadWhenAskedFor() {
        assertThat(registry.get("penstock.token.expiry")
                        .tag("credential", "crm")
                        .gauge()
                        .value())
                .isEqualTo(42);
    }

    @Test
    void refreshes_areTimedByResult() {
        token.fetched("success", TimeUnit.MILLISECONDS.toNanos(30));
        token.fetched("answer_lost", TimeUnit.SECONDS.toNanos(10));
        token.fetched("answer_lost", TimeUnit.SECONDS.toNanos(10));

        assertThat(refreshes("success")).isEqualTo(1);
        assertThat(refreshes("answer_lost")).isEqualTo(2);
    }

    @Test
    void waitsAndCures_areCounted() {
        token.waiting();
        token.cured();
        token.cured();

        assertThat(registry.get("penstock.token.waits").counter().count()).isEqualTo(1);
        assertThat(registry.get("penstock.token.cured").counter().count()).isEqualTo(2);
    }

    private long refreshes(String result) {
        return registry.get("penstock.token.refreshes")
                .tag("result", result)
                .timer()
                .count();
    }
}
