package io.penstock.pool;

import io.penstock.config.UpstreamUrl;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Owns one event loop's shard of every upstream's pool. Deployed once on each loop, on the context that the requests of
 * this loop run on.
 */
public final class ConnectionVerticle extends VerticleBase {

    private final List<Member> members;
    private final DeadlineWheel wheel;
    private final int index;
    private final int loops;
    private final Map<String, Shard> shards = new HashMap<>();
    private final Map<String, UpstreamTransport> transports = new HashMap<>();

    /**
     * A verticle for one loop.
     *
     * @param members the upstreams
     * @param wheel the loop's deadlines
     * @param index which of the loops this is, from 0
     * @param loops how many there are
     */
    public ConnectionVerticle(List<Member> members, DeadlineWheel wheel, int index, int loops) {
        this.members = List.copyOf(members);
        this.wheel = wheel;
        this.index = index;
        this.loops = loops;
    }

    @Override
    public Future<?> start() {
        for (Member member : members) {
            UpstreamPool pool = member.pool();
            Place place = new Place(member.target());
            Shard shard = new Shard(
                    pool,
                    wheel,
                    action -> context.runOnContext(v -> action.run()),
                    new VertxConnector(vertx, place, wheel));
            shards.put(pool.name(), shard);
            transports.put(pool.name(), new UpstreamTransport(shard, place, member.elsewhere()));
            pool.add(shard);
            if (member.target() != null) {
                shard.start(pool.shareOfFloor(index, loops));
            }
        }
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        List<Shard> closing = new ArrayList<>(shards.values());
        shards.clear();
        closing.forEach(Shard::close);
        return Future.succeededFuture();
    }

    /** What sends requests to an upstream from this loop; to be called once the verticle has started. */
    public UpstreamTransport transport(String upstream) {
        UpstreamTransport transport = transports.get(upstream);
        if (transport == null) {
            throw new IllegalArgumentException(upstream + "; expected one of " + transports.keySet());
        }
        return transport;
    }

    /**
     * One upstream.
     *
     * @param pool its pool for the whole process
     * @param target how it is reached; null where its URL is not known yet
     * @param elsewhere how it is reached at another URL
     */
    public record Member(
            UpstreamPool pool, @Nullable UpstreamTarget target, Function<UpstreamUrl, UpstreamTarget> elsewhere) {}
}
