package io.penstock.token;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Hands events on as they are: they are immutable and never leave the process. */
final class TokenEventCodec implements MessageCodec<TokenEvent, TokenEvent> {

    static final String NAME = "penstock.token-event";

    @Override
    public void encodeToWire(Buffer buffer, TokenEvent event) {
        throw new IllegalStateException("token events are local to the process");
    }

    @Override
    public TokenEvent decodeFromWire(int position, Buffer buffer) {
        throw new IllegalStateException("token events are local to the process");
    }

    @Override
    public TokenEvent transform(TokenEvent event) {
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
