package io.penstock.pool;

import io.penstock.exchange.Exchange;
import io.penstock.exchange.Gate;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.Stage;

/**
 * The innermost stage: leases a connection, asks the gate, sends the request, and hands on the answer's head. Confined to the
 * event loop of its shard.
 */
final class TransportStage implements Stage {

    private final Shard shard;
    private final Place place;
    private final Gate gate;

    TransportStage(Shard shard, Place place, Gate gate) {
        this.shard = shard;
        this.place = place;
        this.gate = gate;
    }

    @Override
    public void run(Exchange exchange, Outcome outcome) {
        if (place.target() == null) {
            outcome.failed(place.absence().at(exchange.origin()));
        } else {
            new Attempt(shard, place, gate, exchange, outcome).start();
        }
    }
}
