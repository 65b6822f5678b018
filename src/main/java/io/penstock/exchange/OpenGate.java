package io.penstock.exchange;

import io.penstock.error.PenstockException;
import io.vertx.core.MultiMap;

/** Grants everything and remembers nothing. */
final class OpenGate implements Gate {

    static final OpenGate INSTANCE = new OpenGate();

    private OpenGate() {}

    @Override
    public long tryAcquire(Exchange exchange, long nowNanos) {
        return GRANTED;
    }

    @Override
    public void giveBack(Exchange exchange, long grantedNanos) {
        // Nothing was taken.
    }

    @Override
    public PenstockException refusal(Exchange exchange, long waitNanos) {
        throw new IllegalStateException("an open gate refuses nothing");
    }

    @Override
    public void answered(Exchange exchange, long grantedNanos, int status, MultiMap headers) {
        // Nothing is learned.
    }

    @Override
    public void failed(Exchange exchange, long grantedNanos, PenstockException failure) {
        // Nothing is learned.
    }
}
