package io.penstock.pool;

import io.penstock.config.UpstreamUrl;
import io.penstock.exchange.Gate;
import io.penstock.exchange.Stage;
import io.penstock.exchange.Transport;
import java.util.function.Function;

/** What sends requests to one upstream from one event loop, and knows where the upstream is. Confined to that loop. */
public final class UpstreamTransport implements Transport {

    private final Shard shard;
    private final Place place;
    private final Function<UpstreamUrl, UpstreamTarget> targets;

    /**
     * The transport of a shard.
     *
     * @param place where the upstream is; shared with what dials
     * @param targets how the upstream is reached at another URL
     */
    UpstreamTransport(Shard shard, Place place, Function<UpstreamUrl, UpstreamTarget> targets) {
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
    public Stage through(Gate gate) {
        return new TransportStage(shard, place, gate);
    }
}
