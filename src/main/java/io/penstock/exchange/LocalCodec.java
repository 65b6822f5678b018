package io.penstock.exchange;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands messages of one type on as they are: they are immutable and never leave the process. */
public final class LocalCodec<T> implements MessageCodec<T, T> {

    private static final Logger LOG = LoggerFactory.getLogger(LocalCodec.class);

    private final Class<T> type;

    private LocalCodec(Class<T> type) {
        this.type = type;
    }

    /**
     * Has a bus carry messages of an immutable type; on one that does already, nothing changes.
     *
     * @return what to send or publish them with
     */
    public static <T> DeliveryOptions register(EventBus bus, Class<T> type) {
        LocalCodec<T> codec = new LocalCodec<>(type);
        try {
            bus.registerCodec(codec);
        } catch (IllegalStateException alreadyRegistered) {
            LOG.trace("another instance has registered the codec {} on this event bus", codec.name());
        }
        return new DeliveryOptions().setLocalOnly(true).setCodecName(codec.name());
    }

    @Override
    public void encodeToWire(Buffer buffer, T message) {
        throw notForTheWire();
    }

    @Override
    public T decodeFromWire(int position, Buffer buffer) {
        throw notForTheWire();
    }

    private IllegalStateException notForTheWire() {
        return new IllegalStateException(type.getSimpleName() + "; expected to stay within the process");
    }

    @Override
    public T transform(T message) {
        return message;
    }

    @Override
    public String name() {
        return type.getName();
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
