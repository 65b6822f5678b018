package io.penstock.pool;

import io.penstock.error.PenstockException;
import io.penstock.exchange.LocalCodec;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what happens to connections: on the event bus for programs, in the log for people. Thread-safe. */
public final class ConnectionEvents {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionEvents.class);

    private final EventBus bus;
    private final DeliveryOptions local;

    /** Publishes on the bus; several may share one. */
    public ConnectionEvents(EventBus bus) {
        this.bus = bus;
        this.local = LocalCodec.register(bus, ConnectionEvent.class);
    }

    void opened(String upstream, long nanos, boolean restored) {
        long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
        if (restored) {
            LOG.info("{}: connection restored in {} ms", upstream, millis);
        } else {
            LOG.debug("{}: connection opened in {} ms", upstream, millis);
        }
        publish(new ConnectionEvent(
                restored ? ConnectionEvent.Type.RESTORED : ConnectionEvent.Type.OPENED, upstream, millis, 0, null));
    }

    void pinged(String upstream, boolean ok) {
        LOG.debug("{}: ping {}", upstream, ok ? "answered" : "not answered");
        publish(new ConnectionEvent(ConnectionEvent.Type.PINGED, upstream, 0, 0, ok ? null : "no sign of life"));
    }

    void lost(String upstream, int requests) {
        LOG.debug("{}: connection closed by the other side with {} requests on it", upstream, requests);
        String detail = requests == 0 ? "closed while idle" : "closed with " + requests + " requests on it";
        publish(new ConnectionEvent(ConnectionEvent.Type.LOST, upstream, 0, 0, detail));
    }

    void reconnecting(String upstream, PenstockException failure, int failures, long pauseNanos) {
        long millis = TimeUnit.NANOSECONDS.toMillis(pauseNanos);
        // The first failure is news; the following ones of the same outage are not.
        if (failures == 1) {
            LOG.warn("{}: {}; the next dial in {} ms", upstream, failure.detail(), millis);
        } else {
            LOG.debug("{}: {}; failure {} in a row, next dial in {} ms", upstream, failure.detail(), failures, millis);
        }
        publish(new ConnectionEvent(ConnectionEvent.Type.RECONNECTING, upstream, millis, failures, failure.detail()));
    }

    private void publish(ConnectionEvent event) {
        bus.publish(ConnectionEvent.ADDRESS, event, local);
    }
}
