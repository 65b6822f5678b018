package io.penstock.pool;

import io.penstock.exchange.Exchange;
import io.penstock.exchange.Gate;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.Stage;

/**
 * The innermost stage: leases a connection, sends the request over it, and hands on the answer's head. Confined to the
 * event loop of its shard.
 */
public final class TransportStage implements Stage {

    private final Shard shard;
    private final UpstreamTarget target;
    private final Gate gate;

    TransportStage(Shard shard, UpstreamTarget target, Gate gate) {
        this.shard = shard;
        this.target = target;
        this.gate = gate;
    }

    @Override
    public void run(Exchange exchange, Outcome outcome) {
        new Attempt(shard, target, gate, exchange, outcome).start();
    }
}
