package io.penstock.pool;

import io.penstock.error.PenstockException;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Gate;
import io.vertx.core.MultiMap;

/**
 * An attempt's leave to send: asked for when there is a connection, and accounted for once, whichever way the attempt ends.
 * Confined to the exchange's event loop.
 */
final class Permit {

    private final Gate gate;
    private final Exchange exchange;
    private long grantedNanos;
    private boolean held;
    private boolean sent;
    private boolean waited;
    private int status;

    Permit(Gate gate, Exchange exchange) {
        this.gate = gate;
        this.exchange = exchange;
    }

    /** {@link Gate#GRANTED}, or how long to wait as {@link Gate#tryAcquire} tells it. */
    long ask(long nowNanos) {
        long verdict = gate.tryAcquire(exchange, nowNanos);
        if (verdict == Gate.GRANTED) {
            held = true;
            grantedNanos = nowNanos;
        }
        return verdict;
    }

    /** Why there is none, for the caller. */
    PenstockException refusal(long verdict) {
        return gate.refusal(exchange, Math.abs(verdict));
    }

    /** The call keeps its place and asks again. */
    void waits() {
        waited = true;
    }

    /** The connection is there for good, after a wait in the queue of so long. */
    void leased(long waitedNanos) {
        if (waited) {
            gate.waited(waitedNanos);
        }
    }

    /** No connection was had. */
    void unreachable(PenstockException failure) {
        gate.unreachable(exchange, failure);
    }

    /** The request is about to be sent. */
    void used() {
        sent = true;
    }

    /** The head of the answer came. */
    void answered(int answeredStatus, MultiMap headers) {
        held = false;
        status = answeredStatus;
        gate.answered(exchange, grantedNanos, status, headers);
    }

    /** Request and answer have ended; true where a call that is held back may be granted now. Called once. */
    boolean ended() {
        return sent && gate.ended(exchange);
    }

    /** The attempt failed, before its answer began or after. */
    void failed(PenstockException failure) {
        if (status != 0) {
            gate.broken(exchange, grantedNanos, status, failure);
        } else if (held && sent) {
            gate.failed(exchange, grantedNanos, failure);
        } else if (held) {
            gate.giveBack(exchange, grantedNanos);
        }
        held = false;
    }
}
