package io.penstock.pool;

import io.penstock.exchange.Exchange;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.Stage;

/**
 * The innermost stage: leases a connection, sends the request over it, and hands on the answer's head. Confined to the
 * event loop of its shard.
 */
public final class TransportStage implements Stage {

    private final Shard shard;
    private final UpstreamTarget target;

    TransportStage(Shard shard, UpstreamTarget target) {
        this.shard = shard;
        this.target = target;
    }

    @Override
    public void run(Exchange exchange, Outcome outcome) {
        new Attempt(shard, target, exchange, outcome).start();
    }
}
