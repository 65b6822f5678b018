package io.penstock.batching;

import io.penstock.exchange.LocalCodec;
import io.penstock.exchange.VertxInternals;
import io.penstock.time.Deadline;
import io.penstock.time.DeadlineWheel;
import io.penstock.time.Ticker;
import io.penstock.time.VertxAlarm;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks after what saves calls and belongs to no event loop: has old positions of page walks forgotten though nobody walks any
 * more, and publishes what was saved at {@link BatchingFigures#ADDRESS} where someone listens there. One instance for the
 * process.
 *
 * <p>Requests never pass it: a shared call, a batch and a walk run on the event loop on which they began.
 */
public final class BatchingVerticle extends VerticleBase {

    /** How often it looks. */
    public static final Duration PERIOD = Duration.ofSeconds(5);

    private final List<? extends Part> parts;
    private final Ticker ticker;
    private final long periodNanos;
    private @Nullable Deadline next;

    /** Looks after these, each an upstream's, every {@link #PERIOD}. */
    public BatchingVerticle(List<? extends Part> parts, Ticker ticker) {
        this(parts, ticker, PERIOD);
    }

    BatchingVerticle(List<? extends Part> parts, Ticker ticker, Duration period) {
        this.parts = List.copyOf(parts);
        this.ticker = ticker;
        this.periodNanos = period.toNanos();
    }

    @Override
    public Future<?> start() {
        DeliveryOptions local = LocalCodec.register(vertx.eventBus(), BatchingFigures.class);
        BooleanSupplier listened = VertxInternals.listened(vertx.eventBus(), BatchingFigures.ADDRESS);
        DeadlineWheel wheel = VertxAlarm.wheel(vertx, ticker);
        Deadline deadline = wheel.deadline(() -> look(listened, local));
        deadline.armIn(periodNanos);
        next = deadline;
        return Future.succeededFuture();
    }

    private void look(BooleanSupplier listened, DeliveryOptions local) {
        boolean told = listened.getAsBoolean();
        for (Part part : parts) {
            part.tidy();
            if (told) {
                vertx.eventBus().publish(BatchingFigures.ADDRESS, part.figures(), local);
            }
        }
        Deadline again = next;
        if (again != null) {
            again.armIn(periodNanos);
        }
    }

    @Override
    public Future<?> stop() {
        Deadline last = next;
        next = null;
        if (last != null) {
            last.cancel();
        }
        return Future.succeededFuture();
    }

    /** What saves calls to one upstream. */
    public interface Part {

        /** What was saved so far. On any thread. */
        BatchingFigures figures();

        /** Forgets what is too old to be of use. On any thread. */
        void tidy();
    }
}
