package io.penstock.resilience;

import io.penstock.exchange.Exchange;
import io.penstock.exchange.VertxInternals;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what happens to the calls of one upstream on the event bus, to whoever listens at
 * {@link ResilienceEvent#ADDRESS}. Nothing is built where nobody does. Thread-safe.
 */
public final class ResilienceEvents {

    private static final Logger LOG = LoggerFactory.getLogger(ResilienceEvents.class);
    private static final DeliveryOptions LOCAL =
            new DeliveryOptions().setLocalOnly(true).setCodecName(ResilienceEventCodec.NAME);

    private final EventBus bus;
    private final String upstream;
    private final Supplier<@Nullable String> breakerState;
    private final IntSupplier queued;
    private final BooleanSupplier listened;

    /**
     * Publishes on the bus; several may share one.
     *
     * @param breakerState the state of the upstream's circuit breaker, null where it has none; asked for each event, on any
     *     thread
     * @param queued how many calls wait for the upstream; asked likewise
     */
    public ResilienceEvents(
            EventBus bus, String upstream, Supplier<@Nullable String> breakerState, IntSupplier queued) {
        this.bus = bus;
        this.upstream = upstream;
        this.breakerState = breakerState;
        this.queued = queued;
        this.listened = VertxInternals.listened(bus, ResilienceEvent.ADDRESS);
        try {
            bus.registerCodec(new ResilienceEventCodec());
        } catch (IllegalStateException alreadyRegistered) {
            LOG.trace("another instance has registered the codec on this event bus");
        }
    }

    /** Tells of an exchange; does nothing where nobody listens. */
    public void tell(ResilienceEvent.Type type, Exchange exchange, String reason, long waitNanos) {
        if (listened.getAsBoolean()) {
            long latencyNanos = exchange.wheel().ticker().nanos() - exchange.startedNanos();
            publish(type, exchange.operation(), reason, latencyNanos, Math.max(0, exchange.attempts() - 1), waitNanos);
        }
    }

    /** Tells that an exchange ended with this status of the upstream; does nothing where nobody listens. */
    public void answered(Exchange exchange, int status) {
        if (listened.getAsBoolean()) {
            tell(ResilienceEvent.Type.REQUEST, exchange, Integer.toString(status), 0);
        }
    }

    /** Tells of the upstream as a whole; does nothing where nobody listens. */
    public void tell(ResilienceEvent.Type type, String reason, long waitNanos) {
        if (listened.getAsBoolean()) {
            publish(type, ResilienceEvent.WHOLE_UPSTREAM, reason, 0, 0, waitNanos);
        }
    }

    private void publish(
            ResilienceEvent.Type type,
            String operation,
            String reason,
            long latencyNanos,
            int retries,
            long waitNanos) {
        ResilienceEvent event = new ResilienceEvent(
                type,
                upstream,
                operation,
                reason,
                TimeUnit.NANOSECONDS.toMillis(latencyNanos),
                retries,
                TimeUnit.NANOSECONDS.toMillis(waitNanos),
                breakerState.get(),
                queued.getAsInt());
        bus.publish(ResilienceEvent.ADDRESS, event, LOCAL);
    }
}
