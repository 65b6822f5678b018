package io.penstock.memory;

import io.penstock.config.MemoryConfig;
import io.penstock.time.Deadline;
import io.penstock.time.Ticker;
import io.penstock.time.VertxAlarm;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Has the memory read at intervals, and feeds the guard. One instance for the process. It reads on a thread of its own, since
 * Vert.x's pool of workers would get another thread with each look until it is full; where that thread does not come back, time
 * passes for the guard all the same, so that it does not refuse calls for ever.
 */
public final class MemoryVerticle extends VerticleBase {

    private final MemoryGuard guard;
    private final MemorySource heap;
    private final MemorySource direct;
    private final Ticker ticker;
    private final long intervalNanos;
    private @Nullable Deadline next;
    private @Nullable WorkerExecutor reader;
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
        reader = vertx.createSharedWorkerExecutor("penstock-memory", 1);
        // Makes the thread: those of a process are all there once it has started.
        return reader.executeBlocking(() -> null);
    }

    @Override
    public Future<?> stop() {
        if (next != null) {
            next.cancel();
            next = null;
        }
        return reader == null ? Future.succeededFuture() : reader.close();
    }

    private void look() {
        if (next != null) {
            next.armIn(intervalNanos);
        }
        if (reading || reader == null) {
            guard.update(null, null);
            return;
        }
        reading = true;
        reader.executeBlocking(() -> new Readings(heap.read(), direct.read())).onComplete(read -> {
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
