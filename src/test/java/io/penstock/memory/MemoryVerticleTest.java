package io.penstock.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ConfigLoader;
import io.penstock.config.ConfigSources;
import io.penstock.config.MemoryConfig;
import io.penstock.exchange.MemoryPressure.Level;
import io.penstock.metrics.Metrics;
import io.penstock.testing.Await;
import io.penstock.testing.FakeTicker;
import io.penstock.time.Ticker;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryVerticleTest {

    private static final MemoryReading FULL = new MemoryReading(99, 100);
    private static final MemoryReading EMPTY = new MemoryReading(1, 100);

    private final MemoryConfig config = ConfigLoader.load(ConfigSources.none()
                    .withOptions(Map.of("memory.interval", "10ms", "upstreams.api.url", "http://api.test")))
            .orThrow()
            .memory();
    private final Vertx vertx = Vertx.vertx();
    private final FakeTicker guardsTicker = new FakeTicker();
    private final MemoryGuard guard = new MemoryGuard(config, guardsTicker, vertx.eventBus(), Metrics.none());
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() {
        release.countDown();
        Await.get(vertx.close());
    }

    @Test
    void readings_reachTheGuard_andAreMadeOffTheEventLoop() {
        AtomicInteger onLoop = new AtomicInteger();
        deploy(() -> {
            if (Context.isOnEventLoopThread()) {
                onLoop.incrementAndGet();
            }
            return FULL;
        });

        Await.until("the reading counts", () -> guard.level() == Level.CRITICAL);

        assertThat(onLoop).hasValue(0);
    }

    @Test
    void source_thatFails_isAskedAgain() {
        AtomicInteger asked = new AtomicInteger();
        deploy(() -> {
            if (asked.incrementAndGet() < 3) {
                throw new IllegalStateException("no reading");
            }
            return FULL;
        });

        Await.until("the reading counts", () -> guard.level() == Level.CRITICAL);
    }

    @Test
    void source_thatHangs_doesNotHoldTheLevel() {
        AtomicInteger asked = new AtomicInteger();
        deploy(() -> {
            if (asked.getAndIncrement() > 0) {
                awaitRelease();
            }
            return FULL;
        });
        Await.until("the first reading counts", () -> guard.level() == Level.CRITICAL);

        for (Level next : new Level[] {Level.HIGH, Level.ELEVATED, Level.NORMAL}) {
            guardsTicker.advance(Duration.ofNanos(PressureLevels.STALE_NANOS));
            Await.until("the level is " + next, () -> guard.level() == next);
        }

        assertThat(asked).hasValue(2);
    }

    @Test
    void undeployed_readsNoMore() {
        AtomicInteger asked = new AtomicInteger();
        String deployment = deploy(() -> {
            asked.incrementAndGet();
            return EMPTY;
        });
        Await.until("it reads", () -> asked.get() > 1);

        Await.get(vertx.undeploy(deployment));

        long last = Await.standstill("the number of readings", asked::get);
        assertThat(asked).hasValue((int) last);
    }

    private String deploy(MemorySource heap) {
        return Await.get(vertx.deployVerticle(new MemoryVerticle(guard, config, Ticker.system(), heap, () -> null)));
    }

    private void awaitRelease() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
