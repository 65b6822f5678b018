package io.penstock.pool;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Hands events on as they are: they are immutable and never leave the process. */
final class ConnectionEventCodec implements MessageCodec<ConnectionEvent, ConnectionEvent> {

    static final String NAME = "penstock.connection-event";

    @Override
    public void encodeToWire(Buffer buffer, ConnectionEvent event) {
        throw new IllegalStateException("connection events are local to the process");
    }

    @Override
    public ConnectionEvent decodeFromWire(int position, Buffer buffer) {
        throw new IllegalStateException("connection events are local to the process");
    }

    @Override
    public ConnectionEvent transform(ConnectionEvent event) {
        return event;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
