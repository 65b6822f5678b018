package io.penstock.pool;

import io.penstock.config.UpstreamUrl;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.Stage;
import java.util.function.Function;

/**
 * The innermost stage: leases a connection, sends the request over it, and hands on the answer's head. Confined to the
 * event loop of its shard.
 */
public final class TransportStage implements Stage {

    private final Shard shard;
    private final Place place;
    private final Function<UpstreamUrl, UpstreamTarget> targets;

    /**
     * The transport of a shard.
     *
     * @param place where the upstream is; shared with what dials
     * @param targets how the upstream is reached at another URL
     */
    TransportStage(Shard shard, Place place, Function<UpstreamUrl, UpstreamTarget> targets) {
        this.shard = shard;
        this.place = place;
        this.targets = targets;
    }

    /**
     * Leads to another URL from now on. Connections to the one before take no further request.
     *
     * @param url the upstream's URL, with its base path, which requests do not have then
     */
    public void moveTo(UpstreamUrl url) {
        UpstreamTarget before = place.target();
        if (before == null || !before.url().equals(url)) {
            place.become(targets.apply(url));
            shard.moved();
        }
    }

    /** Leads nowhere until it is moved: calls fail with the reason. */
    public void lose(String reason) {
        boolean known = place.target() != null;
        place.lose(reason);
        if (known) {
            shard.moved();
        }
    }

    @Override
    public void run(Exchange exchange, Outcome outcome) {
        if (place.target() == null) {
            outcome.failed(place.absence().at(exchange.origin()));
        } else {
            new Attempt(shard, place, exchange, outcome).start();
        }
    }
}
