package io.penstock.pool;

import io.penstock.error.Problem;
import io.penstock.error.SystemException;
import io.penstock.exchange.VertxInternals;
import io.penstock.time.Deadline;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Dials with Vert.x's HTTP client. Names are looked up for each dial; their addresses are tried in turn, each with its
 * share of the time, starting with the one that answered last, or behind the one that failed. Confined to its event loop.
 */
final class VertxConnector implements Connector {

    /** Whether HTTP/1.1 goes through Vert.x as well: for tests, which hold both links to the same. */
    private static final boolean PORTABLE = Boolean.getBoolean("penstock.portableLinks");

    private final Vertx vertx;
    private final Place place;
    private final DeadlineWheel wheel;

    // A client that nothing refers to is closed with all its connections. One for each time limit: the limit of a TCP
    // connect can only be set for a whole client, as can TLS.
    private final Map<ClientKind, HttpClientAgent> clients = new HashMap<>();
    private int turn;
    private int inFlight;
    private boolean closed;

    VertxConnector(Vertx vertx, Place place, DeadlineWheel wheel) {
        this.vertx = vertx;
        this.place = place;
        this.wheel = wheel;
    }

    @Override
    public void connect(long timeLimitNanos, Result result) {
        UpstreamTarget target = place.target();
        if (target == null) {
            result.failed(place.absence());
            return;
        }
        Dialing dialing = new Dialing(target, timeLimitNanos, result);
        String host = target.hostToResolve();
        if (host == null) {
            dialing.start(List.of());
        } else {
            VertxInternals.resolveAll(vertx, host).onSuccess(dialing::start).onFailure(dialing::fail);
        }
    }

    private HttpClientAgent client(UpstreamTarget target, long timeLimitNanos) {
        return clients.computeIfAbsent(
                new ClientKind(timeLimitNanos, target.url().secure()),
                kind -> vertx.httpClientBuilder()
                        .with(target.clientOptions(timeLimitNanos))
                        .build());
    }

    @Override
    public void close() {
        closed = true;
        clients.values().forEach(HttpClientAgent::close);
    }

    /** One call of connect: the addresses that are tried within its time limit. */
    private final class Dialing {

        private final UpstreamTarget target;
        private final long timeLimitNanos;
        private final Result result;
        private final Deadline deadline;
        private final Deadline share;
        private final int first;
        private List<InetSocketAddress> addresses = List.of();
        private int tried;
        private boolean done;

        Dialing(UpstreamTarget target, long timeLimitNanos, Result result) {
            this.target = target;
            this.timeLimitNanos = timeLimitNanos;
            this.result = result;
            // What hangs on one address must not keep the others from being tried.
            this.first = turn + inFlight++;
            this.deadline = wheel.schedule(timeLimitNanos, () -> fail(Failures.timeout(target.dialed())));
            this.share = wheel.deadline(() -> tryAddress(tried + 1));
        }

        void start(List<InetSocketAddress> resolved) {
            if (!done) {
                addresses = resolved;
                tryAddress(0);
            }
        }

        /** Goes on to an address; to the one after it when this one fails, or takes more than its share of the time. */
        private void tryAddress(int nth) {
            tried = nth;
            if (nth + 1 < addresses.size()) {
                share.armIn(timeLimitNanos / addresses.size());
            }
            open(address(nth)).onSuccess(connection -> opened(connection, nth)).onFailure(cause -> {
                if (done || nth != tried) {
                    return;
                }
                share.cancel();
                if (nth + 1 < addresses.size()) {
                    tryAddress(nth + 1);
                } else {
                    fail(cause);
                }
            });
        }

        private @Nullable String address(int nth) {
            return addresses.isEmpty()
                    ? null
                    : addresses
                            .get(Math.floorMod(first + nth, addresses.size()))
                            .getAddress()
                            .getHostAddress();
        }

        private Future<HttpClientConnection> open(@Nullable String address) {
            try {
                return client(target, timeLimitNanos).connect(target.connectOptions(address, timeLimitNanos));
            } catch (RuntimeException e) {
                return Future.failedFuture(e);
            }
        }

        private void opened(HttpClientConnection connection, int nth) {
            if (done || closed) {
                connection.close();
                fail(new SystemException(Problem.SHUTTING_DOWN, "the pool is closed"));
                return;
            }
            turn = first + nth;
            finish();
            if (target != place.target()) {
                // The upstream has moved during the dial.
                connection.close();
                connect(timeLimitNanos, result);
                return;
            }
            result.opened(
                    PORTABLE || VertxInternals.multiplexed(connection)
                            ? new VertxLink(connection, target, wheel)
                            : new Http1Link(connection, target, wheel));
        }

        private void fail(Throwable cause) {
            if (!done) {
                turn = first + 1;
                finish();
                result.failed(Failures.ofDial(cause, target.dialed()));
            }
        }

        private void finish() {
            done = true;
            inFlight--;
            deadline.cancel();
            share.cancel();
        }
    }

    /** What the options of a client are made of: the rest of its targets' settings is the same. */
    private record ClientKind(long timeLimitNanos, boolean secure) {}
}
