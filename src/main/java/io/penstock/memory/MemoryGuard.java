package io.penstock.memory;

import io.penstock.config.MemoryConfig;
import io.penstock.error.PenstockException;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.LocalCodec;
import io.penstock.exchange.MemoryPressure;
import io.penstock.exchange.VertxInternals;
import io.penstock.metrics.MemoryGauges;
import io.penstock.metrics.MemoryRecorder;
import io.penstock.metrics.Metrics;
import io.penstock.time.Ticker;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the memory of the process, and says how much of its work to take on. The level is that of the kind of memory that is
 * shortest. One guard serves all event loops; a {@link MemoryVerticle} feeds it. Thread-safe but for {@link #update}.
 */
public final class MemoryGuard implements MemoryPressure {

    private static final Logger LOG = LoggerFactory.getLogger(MemoryGuard.class);

    private final WatchedMemory heap;
    private final WatchedMemory direct;
    private final Ticker ticker;
    private final EventBus bus;
    private final DeliveryOptions local;
    private final BooleanSupplier listened;
    private final MemoryRecorder recorder;
    private volatile Level level = Level.NORMAL;

    /** A guard that knows nothing of the memory yet, and refuses nothing. */
    public MemoryGuard(MemoryConfig config, Ticker ticker, EventBus bus, Metrics metrics) {
        this.heap = new WatchedMemory(config);
        this.direct = new WatchedMemory(config);
        this.ticker = ticker;
        this.bus = bus;
        this.local = LocalCodec.register(bus, MemoryEvent.class);
        this.listened = VertxInternals.listened(bus, MemoryEvent.ADDRESS);
        this.recorder = metrics.memory(Level.labels(), new Gauges());
    }

    @Override
    public Level level() {
        return level;
    }

    @Override
    public PenstockException refusal(Exchange exchange) {
        recorder.refused();
        return MemoryPressure.super.refusal(exchange);
    }

    @Override
    public PenstockException refusalOfWalk(Exchange exchange) {
        recorder.refused();
        return MemoryPressure.super.refusalOfWalk(exchange);
    }

    /** A look at it. */
    public MemoryStatus status() {
        long now = ticker.nanos();
        return new MemoryStatus(level, heap.status(now), direct.status(now));
    }

    /** Takes what was read, or that time has passed without; on one thread at a time. Null stands for nothing new. */
    void update(@Nullable MemoryReading heapReading, @Nullable MemoryReading directReading) {
        long now = ticker.nanos();
        heap.update(heapReading, now);
        direct.update(directReading, now);
        Level worse = heap.level().compareTo(direct.level()) > 0 ? heap.level() : direct.level();
        if (worse != level) {
            Level previous = level;
            level = worse;
            changed(worse, previous);
        }
    }

    private void changed(Level now, Level previous) {
        recorder.changed(now.label());
        if (now.compareTo(previous) > 0) {
            LOG.warn(
                    "memory pressure is {}, was {}: heap after collection {}, direct memory in use {}; {}; give the process"
                            + " more memory (-Xmx, -XX:MaxDirectMemorySize) or fewer calls at once",
                    now.label(),
                    previous.label(),
                    heap.describe(),
                    direct.describe(),
                    consequence(now));
        } else {
            LOG.info("memory pressure is {}, was {}; {}", now.label(), previous.label(), consequence(now));
        }
        if (listened.getAsBoolean()) {
            bus.publish(MemoryEvent.ADDRESS, new MemoryEvent(now, previous, heap.share(), direct.share()), local);
        }
    }

    private static String consequence(Level level) {
        return switch (level) {
            case NORMAL -> "all calls are admitted";
            case ELEVATED -> "buffers are smaller and less is fetched ahead";
            case HIGH -> "new page walks and calls of urgency 6 and 7 are refused";
            case CRITICAL -> "all calls but those of urgency 0 and 1 are refused";
        };
    }

    private final class Gauges implements MemoryGauges {

        @Override
        public String level() {
            return level.label();
        }

        @Override
        public double heapShare() {
            return heap.share();
        }

        @Override
        public double directShare() {
            return direct.share();
        }
    }
}
