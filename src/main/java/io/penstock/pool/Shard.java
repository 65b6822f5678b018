package io.penstock.pool;

import io.penstock.error.Problem;
import io.penstock.error.SystemException;
import io.penstock.metrics.PoolRecorder;
import io.penstock.metrics.Retirement;
import io.penstock.time.DeadlineWheel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's part of an upstream's pool: the connections that this loop opened. Confined to the loop, but for
 * {@link #giveBack}, {@link #poke} and the figures.
 *
 * <p>A lease that finds nobody waiting and a connection at hand is granted on the spot, newest connection first, so that
 * the surplus grows idle and is closed. Otherwise the call joins the one queue of the upstream, and whichever loop has a
 * connection to give serves the queue's head: its own call directly, another loop's by a hop. Nobody overtakes.
 *
 * <p>No wake-up is lost: a call is first put in the queue and then looks for idle connections elsewhere; a loop first
 * shows a connection as idle and then looks at the queue. Both are volatile, so one of the two sees the other.
 */
final class Shard {

    /** Loans after which a loop without a connection of its own opens one, where a permit is free. */
    private static final int LOANS_BEFORE_OWN = 8;

    private final UpstreamPool pool;
    private final Ledger ledger;
    private final DeadlineWheel wheel;
    private final Executor loop;
    private final PoolRecorder recorder;
    private final Dialer dialer;
    private final Upkeep upkeep;
    private final CallQueue queue;
    private final Lineup lineup = new Lineup();
    private final List<PooledConnection> connections = new ArrayList<>();
    private volatile int active;
    private int busy;
    private int loans;
    private boolean serving;
    private boolean closed;

    Shard(UpstreamPool pool, DeadlineWheel wheel, Executor loop, Connector connector) {
        this.pool = pool;
        this.ledger = pool.ledger();
        this.wheel = wheel;
        this.loop = loop;
        this.recorder = pool.recorder();
        this.dialer = new Dialer(this, connector, pool);
        this.upkeep = new Upkeep(this, pool);
        this.queue = new CallQueue(this, pool, wheel);
    }

    /** Opens this loop's share of the floor. */
    void start(int share) {
        dialer.dialFloor(share);
    }

    /**
     * Asks for a lease.
     *
     * @param fresh whether the connection must have been opened for it
     * @param maxWaitNanos the longest wait; 0 or less where the caller does not wait at all
     * @return the place in the queue, to be given up by {@link #leave}; null where the taker was already called
     */
    @Nullable
    Waiter acquire(boolean fresh, long maxWaitNanos, Waiter.Taker taker) {
        if (closed) {
            taker.refused(new SystemException(Problem.SHUTTING_DOWN, "the pool of " + pool.name() + " is closed"));
            return null;
        }
        if (!fresh && ledger.queued() == 0) {
            PooledConnection connection = available();
            if (connection != null && ledger.slots().tryTake()) {
                taker.leased(grant(connection, this));
                return null;
            }
        }
        return queue.join(fresh, maxWaitNanos, taker);
    }

    /** Gives up a place in the queue; the taker hears no more. */
    void leave(Waiter waiter) {
        queue.leave(waiter);
    }

    /** This loop's calls in the queue. */
    CallQueue queue() {
        return queue;
    }

    /** Sees to it that somebody serves the queue, unless this loop is doing so already. */
    void supply() {
        if (!serving) {
            serve();
            if (ledger.waiting() > 0) {
                findSupply(false);
            }
        }
    }

    /** Finds a connection for the queue: one that another loop has idle, or a new one. */
    void findSupply(boolean fresh) {
        boolean preferOwn = fresh || (connections.isEmpty() && loans >= LOANS_BEFORE_OWN);
        if (preferOwn && dialer.dialIfWanted()) {
            loans = 0;
            if (fresh) {
                return;
            }
        }
        Shard lender = pool.idleElsewhere(this);
        if (lender != null) {
            lender.poke();
        } else {
            dialer.dialIfWanted();
        }
    }

    /** Asks this loop, from any other one, to serve the queue with what it has. */
    void poke() {
        loop.execute(() -> {
            serve();
            if (ledger.waiting() > 0) {
                dialer.dialIfWanted();
            }
        });
    }

    /** Serves the queue for as long as there are connections to give. */
    void serve() {
        if (serving || closed) {
            return;
        }
        serving = true;
        try {
            while (ledger.waiting() > 0) {
                PooledConnection connection = available();
                if (connection == null || !ledger.slots().tryTake()) {
                    break;
                }
                Waiter waiter = ledger.next(connection.fresh());
                if (waiter != null) {
                    give(connection, waiter);
                    continue;
                }
                ledger.slots().giveBack();
                if (!makeRoomForFresh(connection)) {
                    break;
                }
            }
        } finally {
            serving = false;
        }
    }

    /** Retires the connection for the sake of a call that needs a new one; one at a time, since it may have to drain. */
    private boolean makeRoomForFresh(PooledConnection connection) {
        boolean draining = connections.stream().anyMatch(each -> each.retirement() != null);
        boolean needed = !draining && ledger.freshNeedsRoom();
        if (needed) {
            retire(connection, Retirement.NOT_REUSABLE);
        }
        return needed;
    }

    private void give(PooledConnection connection, Waiter waiter) {
        FairShares shares = pool.shares();
        if (shares != null) {
            shares.served(waiter.beginNanos());
        }
        Lease lease = grant(connection, waiter.shard);
        if (waiter.shard == this) {
            waiter.lease(lease);
        } else {
            recorder.borrowed();
            waiter.shard.loop.execute(() -> {
                waiter.shard.loans++;
                waiter.lease(lease);
            });
        }
    }

    private Lease grant(PooledConnection connection, Shard borrower) {
        Lease lease = new Lease(connection, borrower);
        connection.leased(lease);
        if (connection.active() == 1) {
            active = ++busy;
        }
        if (!connection.available()) {
            lineup.remove(connection);
        }
        return lease;
    }

    /** The newest connection that can be used; what turns out unfit on the way is retired. */
    private @Nullable PooledConnection available() {
        PooledConnection connection;
        while ((connection = lineup.first()) != null) {
            Retirement unfit = connection.unfit(wheel.ticker().nanos(), pool.keepAliveMarginNanos());
            if (unfit != null) {
                retire(connection, unfit);
            } else if (connection.available()) {
                return connection;
            } else {
                lineup.remove(connection);
            }
        }
        return null;
    }

    /** Takes a lease back, on any event loop. */
    void giveBack(Lease lease, @Nullable Retirement unfit) {
        if (lease.borrower() == this) {
            returned(lease, unfit);
        } else {
            loop.execute(() -> returned(lease, unfit));
        }
    }

    private void returned(Lease lease, @Nullable Retirement unfit) {
        PooledConnection connection = lease.connection();
        connection.released(lease, wheel.ticker().nanos());
        ledger.slots().giveBack();
        if (connection.active() == 0) {
            active = --busy;
        }
        if (connection.retirement() != null) {
            closeWhenUnused(connection);
        } else if (unfit != null || !pool.keepsConnections()) {
            retire(connection, unfit != null ? unfit : Retirement.NOT_REUSABLE);
        } else {
            dialer.proven();
            Shard borrower = connection.movesTo(wheel.ticker().nanos());
            if (borrower != null) {
                move(connection, borrower);
            } else {
                lineup.addFirst(connection);
            }
        }
        if (ledger.slots().bounded()) {
            // The place may be of use to a connection that is idle elsewhere.
            supply();
        } else {
            serve();
        }
    }

    /** Leaves the permit to the borrower, which dials when it next finds none idle; here nothing takes its place. */
    private void move(PooledConnection connection, Shard borrower) {
        retire(connection, Retirement.MOVED);
        borrower.loop.execute(() -> {
            borrower.loans = LOANS_BEFORE_OWN;
            borrower.dialer.dialIfWanted();
        });
    }

    /** Adds a connection that was opened on a permit of the ledger. */
    void opened(Link link) {
        PooledConnection connection = new PooledConnection(
                this, link, pool.http2Streams(), wheel.ticker().nanos(), pool.drawLifeNanos());
        connections.add(connection);
        link.onClosed(() -> lost(connection));
        link.onUnfit(cause ->
                retire(connection, cause == Link.Unfit.FRAMING ? Retirement.FRAMING : Retirement.NOT_REUSABLE));
        if (!link.alive()) {
            lost(connection);
            return;
        }
        lineup.addFirst(connection);
        upkeep.connectionOpened();
        serve();
        connection.pooled();
        dialer.dialIfWanted();
    }

    /** The upstream is elsewhere now, or came to be known: opens connections there, and gives up those to where it was. */
    void moved() {
        for (PooledConnection connection : List.copyOf(connections)) {
            retire(connection, Retirement.URL_CHANGED);
        }
        dialer.dialIfWanted();
    }

    /** Takes a connection out of use; it is closed once the requests that it carries have ended. */
    void retire(PooledConnection connection, Retirement cause) {
        if (connection.retirement() != null) {
            return;
        }
        connection.retire(cause);
        lineup.remove(connection);
        recorder.retired(cause);
        closeWhenUnused(connection);
    }

    private void closeWhenUnused(PooledConnection connection) {
        if (connection.active() == 0 && connections.remove(connection)) {
            ledger.closed();
            connection.link().close();
            if (!closed && connection.retirement() != Retirement.MOVED) {
                dialer.dialIfWanted();
            }
        }
    }

    /** Puts a connection back after its ping: last, since it was idle for long and would never grow idle enough if first. */
    void answeredPing(PooledConnection connection) {
        lineup.addLast(connection);
        serve();
    }

    /** Takes an idle connection out of use while it is pinged; an HTTP/2 one goes on serving. */
    void pinging(PooledConnection connection) {
        if (!connection.available()) {
            lineup.remove(connection);
        }
    }

    private void lost(PooledConnection connection) {
        if (connection.retirement() == null) {
            connection.retire(Retirement.PEER_CLOSED);
            recorder.retired(Retirement.PEER_CLOSED);
            pool.events().lost(pool.name(), connection.active());
            if (!connection.used()) {
                dialer.cutShort(connection.ageNanos(wheel.ticker().nanos()));
            }
        }
        lineup.remove(connection);
        boolean counted = connections.remove(connection);
        if (counted) {
            ledger.closed();
        }
        if (counted && !closed) {
            dialer.dialIfWanted();
        }
    }

    /** Ends this part of the pool: nothing is served any more, and every connection is closed. */
    void close() {
        closed = true;
        dialer.close();
        upkeep.close();
        for (PooledConnection connection : List.copyOf(connections)) {
            retire(connection, Retirement.SHUTDOWN);
            if (connections.remove(connection)) {
                ledger.closed();
                connection.link().close();
            }
        }
        for (Waiter waiter : ledger.takeAllOf(this)) {
            waiter.refuse(new SystemException(Problem.SHUTTING_DOWN, "the pool of " + pool.name() + " is closing"));
        }
    }

    UpstreamPool pool() {
        return pool;
    }

    Ledger ledger() {
        return ledger;
    }

    PoolRecorder recorder() {
        return recorder;
    }

    DeadlineWheel wheel() {
        return wheel;
    }

    List<PooledConnection> connections() {
        return connections;
    }

    Dialer dialer() {
        return dialer;
    }

    /** Connections with room for a request, as of a moment ago; read on any thread. */
    int idle() {
        return lineup.size();
    }

    /** Connections that carry a request, as of a moment ago; read on any thread. */
    int active() {
        return active;
    }

    /** Runs the action on this shard's loop; for what other loops have to tell it. */
    void execute(Runnable action) {
        loop.execute(action);
    }
}
