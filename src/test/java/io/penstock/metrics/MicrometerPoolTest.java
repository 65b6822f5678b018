package io.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MicrometerPoolTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final PoolRecorder pool = new MicrometerMetrics(registry).pool("crm", new FixedPool(0, 0, 0, 0, 0, 0));

    @Test
    void leased_waitIsTimedAndReuseIsToldApart() {
        pool.leased(0, true);
        pool.leased(TimeUnit.MILLISECONDS.toNanos(30), true);
        pool.leased(0, false);

        assertThat(registry.get("penstock.pool.lease.wait").timer().totalTime(TimeUnit.MILLISECONDS))
                .isCloseTo(30, within(1e-6));
        assertThat(count("leases", "reused", "true")).isEqualTo(2);
        assertThat(count("leases", "reused", "false")).isEqualTo(1);
    }

    @Test
    void dials_areTimedAndTheirFailuresCountedByReason() {
        pool.dialed(TimeUnit.MILLISECONDS.toNanos(7));
        pool.dialFailed("dns-failure");
        pool.dialFailed("tls-failure");
        pool.dialFailed("tls-failure");

        assertThat(registry.get("penstock.pool.dials").timer().count()).isEqualTo(1);
        assertThat(count("dial.failures", "reason", "dns-failure")).isEqualTo(1);
        assertThat(count("dial.failures", "reason", "tls-failure")).isEqualTo(2);
    }

    @Test
    void pinged_failuresAreCountedAmongThePings() {
        pool.pinged(true);
        pool.pinged(false);

        assertThat(count("pings")).isEqualTo(2);
        assertThat(count("ping.failures")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void retired_isCountedUnderItsCause(Retirement cause) {
        pool.retired(cause);

        assertThat(count("retirements", "cause", cause.label())).isEqualTo(1);
    }

    @Test
    void borrowsFreshRetriesAndRefusals_areCounted() {
        pool.borrowed();
        pool.retriedOnFresh();
        pool.waitRefused("queue-full");

        assertThat(count("borrows")).isEqualTo(1);
        assertThat(count("fresh.retries")).isEqualTo(1);
        assertThat(count("wait.refused", "reason", "queue-full")).isEqualTo(1);
    }

    private double count(String name, String... tags) {
        return registry.get("penstock.pool." + name)
                .tag("upstream", "crm")
                .tags(tags)
                .counter()
                .count();
    }
}
