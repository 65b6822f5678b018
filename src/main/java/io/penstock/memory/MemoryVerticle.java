package io.penstock.memory;

import io.penstock.config.MemoryConfig;
import io.penstock.time.Deadline;
import io.penstock.time.Ticker;
import io.penstock.time.VertxAlarm;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import org.jspecify.annotations.Nullable;

/**
 * Has the memory read at intervals, and feeds the guard. One instance for the process. It reads on a worker thread; where
 * that thread does not come back, time passes for the guard all the same, so that it does not refuse calls for ever.
 */
public final class MemoryVerticle extends VerticleBase {

    private final MemoryGuard guard;
    private final MemorySource heap;
    private final MemorySource direct;
    private final Ticker ticker;
    private final long intervalNanos;
    private @Nullable Deadline next;
    private boolean reading;

    /** Watches the memory of this process. */
    public MemoryVerticle(MemoryGuard guard, MemoryConfig config, Ticker ticker) {
        this(
                guard,
                config,
                ticker,
                new HeapMemory(),
                config.maxDirect() == null
                        ? DirectMemory.ofProcess()
                        : DirectMemory.ofProcess(config.maxDirect().bytes()));
    }

    MemoryVerticle(MemoryGuard guard, MemoryConfig config, Ticker ticker, MemorySource heap, MemorySource direct) {
        this.guard = guard;
        this.heap = heap;
        this.direct = direct;
        this.ticker = ticker;
        this.intervalNanos = config.interval().toNanos();
    }

    @Override
    public Future<?> start() {
        Deadline look = VertxAlarm.wheel(vertx, ticker).deadline(this::look);
        look.armIn(intervalNanos);
        next = look;
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        if (next != null) {
            next.cancel();
            next = null;
        }
        return Future.succeededFuture();
    }

    private void look() {
        if (next != null) {
            next.armIn(intervalNanos);
        }
        if (reading) {
            guard.update(null, null);
            return;
        }
        reading = true;
        vertx.executeBlocking(() -> new Readings(heap.read(), direct.read()), false)
                .onComplete(read -> {
                    reading = false;
                    Readings readings = read.succeeded() ? read.result() : Readings.NONE;
                    guard.update(readings.heap(), readings.direct());
                });
    }

    private record Readings(
            @Nullable MemoryReading heap, @Nullable MemoryReading direct) {

        static final Readings NONE = new Readings(null, null);
    }
}
