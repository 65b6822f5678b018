package io.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.demo.DemoApi;
import io.penstock.demo.DemoOptions;
import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawRequest;
import io.penstock.testing.RawResponse;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the upstream sees of the pool: connections, their order of service, their upkeep. */
class PoolIT {

    private static Vertx vertx;
    private static DemoApi demo;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        demo = Await.get(DemoApi.start(vertx, DemoOptions.defaults().withoutHttp2()));
    }

    @AfterAll
    static void stop() {
        Await.get(demo.close());
        Await.get(vertx.close());
    }

    @Test
    void eightLoops_sharingFiveConnections_openNoSixth() {
        demo.resetStats();
        try (TestGateway gateway = TestGateway.to(demo.url(), "server.eventLoops", "8", ".pool.size", "5")) {
            Callers.make(gateway, 24, 10_000, (caller, n) -> {
                RawResponse answer = caller.send(RawClient.get("/api/items/" + (n % 1_000 + 1)))
                        .receive();
                assertThat(answer.status()).isEqualTo(200);
            });

            assertThat(demo.stats().getLong("connectionsOpened")).isLessThanOrEqualTo(5);
            assertThat(demo.stats().getJsonObject("requests").getLong("GET /items/{id}"))
                    .isEqualTo(10_000);
            Await.until("all leases are back", () -> gateway.pool().active() == 0);
        }
    }

    @Test
    void callers_waitingForFiveConnections_areServedInTheOrderInWhichTheyCame() throws Exception {
        int callers = 256;
        Semaphore answers = new Semaphore(0);
        RawServer.Script script = connection -> {
            for (RawRequest request = connection.next(); request != null; request = connection.next()) {
                answers.acquire();
                connection.write(RawServer.ok(path(request)));
            }
        };
        List<RawClient> clients = new ArrayList<>();
        try (RawServer upstream = RawServer.start(script);
                TestGateway gateway = TestGateway.to(
                        upstream.url(), "server.eventLoops", "2", ".pool.size", "5", ".pool.minIdle", "5")) {
            Await.until("the pool is warm", () -> gateway.pool().open() == 5);
            List<String> asked = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                int before = i;
                clients.add(gateway.connect().send(RawClient.get("/api/" + i)));
                Await.until(
                        "call " + i + " is in its place",
                        () -> upstream.requests().size() + gateway.pool().waiting() == before + 1);
                asked.add("/" + i);
            }
            for (int i = 0; i < callers; i++) {
                answers.release();
                int served = Math.min(callers, i + 6);
                Await.until("the next call is served", () -> upstream.requests().size() == served);
            }

            assertThat(upstream.requests().stream().map(PoolIT::path)).containsExactlyElementsOf(asked);
            assertThat(upstream.connections()).isEqualTo(5);
            for (int i = 0; i < callers; i++) {
                assertThat(clients.get(i).receive().text()).isEqualTo("/" + i);
            }
        } finally {
            clients.forEach(RawClient::close);
        }
    }

    @Test
    void floor_isOpenBeforeTheFirstCall_andOpenedAgainAfterALoss() throws Exception {
        try (RawServer upstream = RawServer.start(connection -> {
                    connection.next();
                    connection.write(RawServer.ok("once"));
                });
                TestGateway gateway = TestGateway.to(upstream.url(), ".pool.minIdle", "3")) {
            Await.until("the floor is open", () -> upstream.openConnections() == 3);

            assertThat(RawClient.exchange(gateway.port(), RawClient.get("/api/"))
                            .status())
                    .isEqualTo(200);

            Await.until("a fourth one replaces the first", () -> upstream.connections() == 4);
            Await.until("the floor is open again", () -> gateway.pool().open() == 3);
        }
    }

    @Test
    void idleConnections_areAskedForASignOfLife_andClosedWhereItIsNotTheExpectedOne() throws Exception {
        Set<String> pings = ConcurrentHashMap.newKeySet();
        RawServer.Script script = connection -> {
            for (RawRequest request = connection.next(); request != null; request = connection.next()) {
                pings.add(request.line() + " " + connection.index());
                connection.write(
                        connection.index() == 0
                                ? "HTTP/1.1 500 Down\r\nContent-Length: 0\r\n\r\n"
                                : "HTTP/1.1 204 Up\r\n\r\n");
            }
        };
        try (RawServer upstream = RawServer.start(script);
                TestGateway gateway = TestGateway.to(
                        upstream.url() + "/v1",
                        ".pool.ping.interval",
                        "100ms",
                        ".pool.ping.path",
                        "/health",
                        ".pool.ping.expect",
                        "204")) {
            Await.until("the second connection was pinged", () -> pings.contains("HEAD /v1/health HTTP/1.1 1"));

            assertThat(pings).contains("HEAD /v1/health HTTP/1.1 0");
            assertThat(upstream.connections()).isEqualTo(2);
            assertThat(gateway.pool().open()).isEqualTo(1);
        }
    }

    @Test
    void silentPing_closesTheConnection() throws Exception {
        try (RawServer upstream = RawServer.start(connection -> {
                    while (connection.next() != null) {
                        if (connection.index() > 0) {
                            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n");
                        }
                    }
                });
                TestGateway gateway = TestGateway.to(
                        upstream.url(),
                        ".pool.ping.interval",
                        "100ms",
                        ".pool.ping.timeout",
                        "50ms",
                        ".pool.ping.path",
                        "/")) {
            Await.until("another one was opened", () -> upstream.connections() == 2);
            Await.until("it passed two pings", () -> upstream.requests().size() >= 3);

            assertThat(upstream.connections()).isEqualTo(2);
            assertThat(gateway.pool().open()).isEqualTo(1);
        }
    }

    @Test
    void withoutConnectionManagement_eachRequestHasAConnectionOfItsOwn_andSaysSo() throws Exception {
        try (RawServer upstream = RawServer.answering(RawServer.ok("hello"));
                TestGateway gateway = TestGateway.to(upstream.url(), "features.connectionManagement", "false")) {
            assertThat(upstream.connections()).isZero();
            Callers.make(gateway, 4, 40, (caller, n) -> {
                assertThat(caller.send(RawClient.get("/api/")).receive().text()).isEqualTo("hello");
            });

            assertThat(upstream.connections()).isEqualTo(40);
            assertThat(upstream.requests()).allMatch(request -> "close".equals(request.field("Connection")));
            Await.until("all are closed", () -> gateway.pool().open() == 0);
        }
    }

    @Test
    void answerThatClosesItsConnection_costsNoOneElseAnything() throws Exception {
        RawServer.Script script = connection -> {
            for (int i = 0; connection.next() != null; i++) {
                connection.write(i < 3 ? RawServer.ok("more") : "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nlast");
                if (i == 3) {
                    return;
                }
            }
        };
        try (RawServer upstream = RawServer.start(script);
                TestGateway gateway = TestGateway.to(upstream.url(), ".pool.size", "3")) {
            Callers.make(gateway, 8, 400, (caller, n) -> {
                RawResponse answer =
                        caller.send(RawClient.json("POST", "/api/", "{}")).receive();
                assertThat(answer.status()).isEqualTo(200);
            });

            assertThat(upstream.requests()).hasSize(400);
        }
    }

    @Test
    void eventStreams_leaveAConnectionToTheOthers() throws Exception {
        List<RawClient> streams = new ArrayList<>();
        try (TestGateway gateway = TestGateway.to(demo.url(), ".pool.size", "3", "server.drain", "10ms")) {
            for (int i = 0; i < 2; i++) {
                RawClient stream = gateway.connect().send(RawClient.get("/api/events?every=60000"));
                assertThat(stream.receiveHead().status()).isEqualTo(200);
                streams.add(stream);
            }

            RawResponse third = RawClient.exchange(gateway.port(), RawClient.get("/api/events?every=60000"));
            assertThat(third.status()).isEqualTo(503);
            assertThat(third.text()).contains("streams-exhausted");
            for (int i = 0; i < 20; i++) {
                assertThat(RawClient.exchange(gateway.port(), RawClient.get("/api/items/1"))
                                .status())
                        .isEqualTo(200);
            }

            streams.get(0).close();
            Await.until("its place is free", () -> gateway.pool().streams() == 1);
            try (RawClient again = gateway.connect().send(RawClient.get("/api/events?every=60000"))) {
                assertThat(again.receiveHead().status()).isEqualTo(200);
            }
        } finally {
            streams.forEach(RawClient::close);
        }
    }

    @Test
    void waiting_isBoundedByNumberAndByTime() throws Exception {
        try (RawServer upstream = RawServer.silent();
                TestGateway gateway = TestGateway.to(
                        upstream.url(), ".pool.size", "1", ".pool.maxWaiting", "1", ".pool.maxWait", "300ms");
                RawClient holder = gateway.connect().send(RawClient.get("/api/"))) {
            Await.until("the only connection is taken", () -> gateway.pool().active() == 1);

            RawResponse hurried = RawClient.exchange(
                    gateway.port(), "GET /api/ HTTP/1.1\r\nHost: a\r\nPenstock-Max-Wait: 20ms\r\n\r\n");
            assertThat(hurried.status()).isEqualTo(503);
            assertThat(hurried.text()).contains("pool-timeout");
            assertThat(hurried.field("Retry-After")).isNotNull();

            try (RawClient waiter = gateway.connect().send(RawClient.get("/api/"))) {
                Await.until("it waits", () -> gateway.pool().waiting() == 1);
                RawResponse full = RawClient.exchange(gateway.port(), RawClient.get("/api/"));
                assertThat(full.status()).isEqualTo(503);
                assertThat(full.text()).contains("pool-queue-full");
                assertThat(full.field("Retry-After")).isNotNull();
                assertThat(waiter.receive().text()).contains("pool-timeout");
            }
            holder.close();
        }
    }

    private static String path(RawRequest request) {
        return request.line().split(" ", -1)[1];
    }
}
