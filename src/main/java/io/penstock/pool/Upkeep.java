package io.penstock.pool;

import io.penstock.metrics.Retirement;
import io.penstock.time.Deadline;
import java.util.List;

/**
 * Looks after a shard's idle connections: pings them, closes the surplus, replaces what grows old. Confined to the shard's
 * event loop; asleep while the shard has no connection.
 */
final class Upkeep {

    private final Shard shard;
    private final UpstreamPool pool;
    private final Deadline round;

    Upkeep(Shard shard, UpstreamPool pool) {
        this.shard = shard;
        this.pool = pool;
        this.round = shard.wheel().deadline(this::lookAround);
    }

    void connectionOpened() {
        if (!round.armed()) {
            round.armIn(pool.upkeepNanos());
        }
    }

    void close() {
        round.cancel();
    }

    private void lookAround() {
        long now = shard.wheel().ticker().nanos();
        for (PooledConnection connection : List.copyOf(shard.connections())) {
            if (connection.retirement() == null && !connection.pinging()) {
                lookAt(connection, now);
            }
        }
        if (!shard.connections().isEmpty()) {
            round.armIn(pool.upkeepNanos());
        }
    }

    private void lookAt(PooledConnection connection, long now) {
        Retirement unfit = connection.unfit(now, pool.keepAliveMarginNanos());
        if (unfit != null) {
            shard.retire(connection, unfit);
        } else if (connection.outlived(now)) {
            replace(connection);
        } else if (pool.idleNanos() > 0
                && connection.idleNanos(now) >= pool.idleNanos()
                && pool.ledger().aboveFloor()) {
            shard.retire(connection, Retirement.IDLE);
        } else if (pool.pingNanos() > 0 && connection.silentNanos(now) >= pool.pingNanos()) {
            ping(connection);
        }
    }

    /**
     * Opens the successor first where a permit allows it, so that nobody misses the old one. While no successor can be
     * opened the old one goes on serving: it is better than none.
     */
    private void replace(PooledConnection connection) {
        boolean needed = connection.active() > 0 || !pool.ledger().aboveFloor();
        if (!needed || pool.ledger().exhausted()) {
            shard.retire(connection, Retirement.AGE);
        } else if (!connection.replacing()) {
            connection.replacing(true);
            boolean started = shard.dialer().replace(opened -> {
                connection.replacing(false);
                if (opened) {
                    shard.retire(connection, Retirement.AGE);
                }
            });
            if (!started) {
                connection.replacing(false);
            }
        }
    }

    private void ping(PooledConnection connection) {
        connection.pingStarted();
        shard.pinging(connection);
        connection.link().ping(ok -> {
            connection.pingEnded(shard.wheel().ticker().nanos());
            pool.recorder().pinged(ok);
            pool.events().pinged(pool.name(), ok);
            if (ok) {
                shard.answeredPing(connection);
            } else {
                shard.retire(connection, Retirement.PING);
            }
        });
    }
}
