package io.penstock.pool;

import io.penstock.error.PenstockException;
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
 * Dials with Vert.x's HTTP client. Names are looked up for each dial; their addresses are tried in turn, starting behind
 * the one that failed last. Confined to its event loop.
 */
final class VertxConnector implements Connector {

    private final Vertx vertx;
    private final UpstreamTarget target;
    private final DeadlineWheel wheel;

    // A client that nothing refers to is closed with all its connections. One for each time limit: the limit of a TCP
    // connect can only be set for a whole client.
    private final Map<Long, HttpClientAgent> clients = new HashMap<>();
    private int turn;
    private boolean closed;

    VertxConnector(Vertx vertx, UpstreamTarget target, DeadlineWheel wheel) {
        this.vertx = vertx;
        this.target = target;
        this.wheel = wheel;
    }

    @Override
    public void connect(long timeLimitNanos, Result result) {
        Dialing dialing = new Dialing(client(timeLimitNanos), timeLimitNanos, result);
        String host = target.hostToResolve();
        if (host == null) {
            dialing.tryAddresses(List.of(), 0);
        } else {
            VertxInternals.resolveAll(vertx, host)
                    .onSuccess(addresses -> dialing.tryAddresses(addresses, 0))
                    .onFailure(dialing::fail);
        }
    }

    private HttpClientAgent client(long timeLimitNanos) {
        return clients.computeIfAbsent(
                timeLimitNanos,
                limit -> vertx.httpClientBuilder()
                        .with(target.clientOptions(limit))
                        .build());
    }

    @Override
    public void close() {
        closed = true;
        clients.values().forEach(HttpClientAgent::close);
    }

    /** One call of connect: its time limit, and the addresses that are tried within it. */
    private final class Dialing {

        private final HttpClientAgent client;
        private final long timeLimitNanos;
        private final Result result;
        private final Deadline deadline;
        private boolean done;

        Dialing(HttpClientAgent client, long timeLimitNanos, Result result) {
            this.client = client;
            this.timeLimitNanos = timeLimitNanos;
            this.result = result;
            this.deadline = wheel.schedule(timeLimitNanos, () -> fail(Failures.timeout(target.dialed())));
        }

        void tryAddresses(List<InetSocketAddress> addresses, int tried) {
            if (done) {
                return;
            }
            String address = addresses.isEmpty()
                    ? null
                    : addresses
                            .get(Math.floorMod(turn, addresses.size()))
                            .getAddress()
                            .getHostAddress();
            open(address).onSuccess(this::opened).onFailure(cause -> {
                turn++;
                if (tried + 1 < addresses.size()) {
                    tryAddresses(addresses, tried + 1);
                } else {
                    fail(cause);
                }
            });
        }

        private Future<HttpClientConnection> open(@Nullable String address) {
            try {
                return client.connect(target.connectOptions(address, timeLimitNanos));
            } catch (RuntimeException e) {
                return Future.failedFuture(e);
            }
        }

        private void opened(HttpClientConnection connection) {
            if (done || closed) {
                connection.close();
                fail(new SystemException(Problem.SHUTTING_DOWN, "the pool is closed"));
                return;
            }
            done = true;
            deadline.cancel();
            result.opened(new VertxLink(connection, target, wheel));
        }

        private void fail(Throwable cause) {
            if (!done) {
                done = true;
                deadline.cancel();
                PenstockException failure = Failures.ofDial(cause, target.dialed());
                if (failure.problem() == Problem.CONNECTION_TIMEOUT) {
                    // The next dial may find another address that answers.
                    turn++;
                }
                result.failed(failure);
            }
        }
    }
}
