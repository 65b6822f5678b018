package io.penstock.pool;

import io.penstock.exchange.Gate;
import io.penstock.exchange.Stage;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
            Shard shard = new Shard(
                    pool,
                    wheel,
                    action -> context.runOnContext(v -> action.run()),
                    new VertxConnector(vertx, member.target(), wheel));
            shards.put(pool.name(), shard);
            pool.add(shard);
            shard.start(pool.shareOfFloor(index, loops));
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

    /** The stage that sends requests to an upstream from this loop; to be called once the verticle has started. */
    public Stage transport(String upstream) {
        Shard shard = shards.get(upstream);
        Member member = member(upstream);
        if (shard == null || member == null) {
            throw new IllegalArgumentException(upstream + "; expected one of " + shards.keySet());
        }
        return new TransportStage(shard, member.target(), member.gate());
    }

    private @Nullable Member member(String upstream) {
        for (Member member : members) {
            if (member.pool().name().equals(upstream)) {
                return member;
            }
        }
        return null;
    }

    /**
     * One upstream.
     *
     * @param pool its pool for the whole process
     * @param target how it is reached
     * @param gate what gives leave to send, when a connection is leased
     */
    public record Member(UpstreamPool pool, UpstreamTarget target, Gate gate) {}
}
