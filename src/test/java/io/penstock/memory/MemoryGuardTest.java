package io.penstock.memory;

import static io.penstock.exchange.MemoryPressure.Level.CRITICAL;
import static io.penstock.exchange.MemoryPressure.Level.ELEVATED;
import static io.penstock.exchange.MemoryPressure.Level.HIGH;
import static io.penstock.exchange.MemoryPressure.Level.NORMAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.config.MemoryConfig;
import io.penstock.exchange.MemoryPressure.Level;
import io.penstock.metrics.MicrometerMetrics;
import io.penstock.testing.Await;
import io.penstock.testing.FakeTicker;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryGuardTest {

    private static final Duration STALE = Duration.ofNanos(PressureLevels.STALE_NANOS);

    private final Vertx vertx = Vertx.vertx();
    private final FakeTicker ticker = new FakeTicker();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MemoryGuard guard =
            new MemoryGuard(MemoryConfig.defaults(), ticker, vertx.eventBus(), new MicrometerMetrics(registry));

    @AfterEach
    void close() {
        Await.get(vertx.close());
    }

    @Test
    void level_isThatOfTheShorterKind() {
        guard.update(percent(80), percent(10));
        assertThat(guard.level()).isEqualTo(ELEVATED);

        guard.update(null, percent(96));
        assertThat(guard.level()).isEqualTo(CRITICAL);

        guard.update(null, percent(10));
        assertThat(guard.level()).isEqualTo(ELEVATED);
    }

    @Test
    void level_withoutTraffic_recoversStepByStep() {
        guard.update(percent(99), null);

        for (Level next : List.of(HIGH, ELEVATED, NORMAL)) {
            ticker.advance(STALE);
            guard.update(null, null);
            assertThat(guard.level()).isEqualTo(next);
        }
    }

    @Test
    void bounds_areHalvedWithEachLevel() {
        assertThat(guard.scaled(1_024)).isEqualTo(1_024);

        guard.update(percent(80), null);
        assertThat(guard.scaled(1_024)).isEqualTo(512);
        assertThat(guard.scaled(1_024L)).isEqualTo(512);
        assertThat(guard.scaled(1)).isZero();
        assertThat(guard.admitsWalks()).isTrue();

        guard.update(percent(90), null);
        assertThat(guard.scaled(1_024)).isEqualTo(256);
        assertThat(guard.admitsWalks()).isFalse();
    }

    @Test
    void status_tellsWhatWasRead_andWhen() {
        guard.update(percent(80), null);
        ticker.advanceMillis(1_500);

        MemoryStatus status = guard.status();

        assertThat(status.level()).isEqualTo(ELEVATED);
        assertThat(status.heap()).isEqualTo(new MemoryStatus.Area(ELEVATED, 80, 100, 1_500));
        assertThat(status.direct()).isNull();
    }

    @Test
    void changes_areCounted_andPublishedWhereSomebodyListens() {
        guard.update(percent(80), null);
        List<MemoryEvent> events = new CopyOnWriteArrayList<>();
        vertx.eventBus().<MemoryEvent>localConsumer(MemoryEvent.ADDRESS, message -> events.add(message.body()));

        guard.update(percent(97), null);
        guard.update(percent(97), null);
        guard.update(percent(5), null);

        Await.until("both events are here", () -> events.size() == 2);
        assertThat(events)
                .containsExactly(
                        new MemoryEvent(CRITICAL, ELEVATED, 0.97, Double.NaN),
                        new MemoryEvent(NORMAL, CRITICAL, 0.05, Double.NaN));
        assertThat(changes("critical")).isEqualTo(1);
        assertThat(changes("elevated")).isEqualTo(1);
        assertThat(changes("high")).isZero();
    }

    @Test
    void gauges_tellLevelAndShares() {
        guard.update(percent(90), null);

        assertThat(level("high")).isEqualTo(1);
        assertThat(level("normal")).isZero();
        assertThat(share("heap")).isEqualTo(0.9);
        assertThat(share("direct")).isNaN();
    }

    private double changes(String level) {
        return registry.get("penstock.memory.changes")
                .tag("level", level)
                .counter()
                .count();
    }

    private double level(String level) {
        return registry.get("penstock.memory.level").tag("level", level).gauge().value();
    }

    private double share(String area) {
        return registry.get("penstock.memory.share").tag("area", area).gauge().value();
    }

    private static MemoryReading percent(int used) {
        return new MemoryReading(used, 100);
    }
}
