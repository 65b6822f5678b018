package io.penstock.exchange;

import io.penstock.error.PenstockException;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/** Two gates as one: a permit is one of each, or none. */
final class BothGates implements Gate {

    private final Gate first;
    private final Gate second;

    BothGates(Gate first, Gate second) {
        this.first = first;
        this.second = second;
    }

    @Override
    public long tryAcquire(Exchange exchange, long nowNanos) {
        long verdict = ask(first, exchange, nowNanos);
        if (verdict != GRANTED) {
            return verdict;
        }
        long other = ask(second, exchange, nowNanos);
        if (other != GRANTED) {
            first.giveBack(exchange, nowNanos);
        }
        return other;
    }

    private static long ask(Gate gate, Exchange exchange, long nowNanos) {
        long verdict = gate.tryAcquire(exchange, nowNanos);
        if (verdict != GRANTED) {
            exchange.refusedBy(gate);
        }
        return verdict;
    }

    @Override
    public void giveBack(Exchange exchange, long grantedNanos) {
        first.giveBack(exchange, grantedNanos);
        second.giveBack(exchange, grantedNanos);
    }

    @Override
    public PenstockException refusal(Exchange exchange, long waitNanos) {
        Gate refuser = exchange.refuser();
        return (refuser == second ? second : first).refusal(exchange, waitNanos);
    }

    @Override
    public Object scope(Exchange exchange) {
        return first.scope(exchange);
    }

    @Override
    public long forecastNanos(Exchange exchange, int ahead, long nowNanos) {
        return Math.max(
                first.forecastNanos(exchange, ahead, nowNanos), second.forecastNanos(exchange, ahead, nowNanos));
    }

    @Override
    public @Nullable PenstockException shut(Exchange exchange) {
        PenstockException reason = first.shut(exchange);
        return reason != null ? reason : second.shut(exchange);
    }

    @Override
    public void waited(long nanos) {
        first.waited(nanos);
        second.waited(nanos);
    }

    @Override
    public boolean ended(Exchange exchange) {
        boolean freed = first.ended(exchange);
        return second.ended(exchange) || freed;
    }

    @Override
    public void answered(Exchange exchange, long grantedNanos, int status, MultiMap headers) {
        first.answered(exchange, grantedNanos, status, headers);
        second.answered(exchange, grantedNanos, status, headers);
    }

    @Override
    public void failed(Exchange exchange, long grantedNanos, PenstockException failure) {
        first.failed(exchange, grantedNanos, failure);
        second.failed(exchange, grantedNanos, failure);
    }

    @Override
    public void unreachable(Exchange exchange, PenstockException failure) {
        first.unreachable(exchange, failure);
        second.unreachable(exchange, failure);
    }

    @Override
    public void broken(Exchange exchange, long grantedNanos, int status, PenstockException failure) {
        first.broken(exchange, grantedNanos, status, failure);
        second.broken(exchange, grantedNanos, status, failure);
    }
}
