package io.penstock.resilience;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Hands events on as they are: they are immutable and never leave the process. */
final class ResilienceEventCodec implements MessageCodec<ResilienceEvent, ResilienceEvent> {

    static final String NAME = "penstock.resilience-event";

    @Override
    public void encodeToWire(Buffer buffer, ResilienceEvent event) {
        throw new IllegalStateException("resilience events are local to the process");
    }

    @Override
    public ResilienceEvent decodeFromWire(int position, Buffer buffer) {
        throw new IllegalStateException("resilience events are local to the process");
    }

    @Override
    public ResilienceEvent transform(ResilienceEvent event) {
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
