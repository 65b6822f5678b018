package io.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.demo.DemoApi;
import io.penstock.demo.DemoOptions;
import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawResponse;
import io.penstock.testing.TestGateway;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An upstream that speaks HTTP/2, by prior knowledge. */
class Http2IT {

    private static final long REFUSED_STREAM = 7;
    private static final long INTERNAL_ERROR = 2;

    private static Vertx vertx;

    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() {
        Await.get(vertx.close());
    }

    @Test
    void manyCallers_shareOneConnection() throws Exception {
        DemoApi demo = Await.get(DemoApi.start(vertx, DemoOptions.defaults()));
        try (TestGateway gateway = TestGateway.to(demo.url(), ".protocol", "http2", ".pool.size", "1")) {
            Callers.make(gateway, 16, 2_000, (caller, n) -> {
                RawResponse answer = caller.send(RawClient.json("POST", "/api/echo", "{\"n\":" + n + "}"))
                        .receive();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.text()).isEqualTo("{\"n\":" + n + "}");
            });

            assertThat(demo.stats().getLong("connectionsOpened")).isEqualTo(1);
            Await.until("all streams are over", () -> gateway.pool().active() == 0);
        } finally {
            Await.get(demo.close());
        }
    }

    @Test
    void streamsBeyondTheServersLimit_waitInThePool() throws Exception {
        AtomicInteger most = new AtomicInteger();
        AtomicInteger now = new AtomicInteger();
        HttpServer server = serve(request -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            vertx.setTimer(2, timer -> {
                now.decrementAndGet();
                request.response().end("done");
            });
        });
        try (TestGateway gateway = to(server, ".pool.size", "1")) {
            Callers.make(gateway, 24, 400, (caller, n) -> {
                assertThat(caller.send(RawClient.get("/api/")).receive().text()).isEqualTo("done");
            });

            assertThat(most.get()).isBetween(2, 10);
            assertThat(connections.get()).isEqualTo(1);
        } finally {
            Await.get(server.close());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void refusedStream_isSentOnceMore_whateverTheMethod(String method) throws Exception {
        HttpServer server = serve(request -> {
            if (requests.incrementAndGet() == 1) {
                request.response().reset(REFUSED_STREAM);
            } else {
                request.response().end("second");
            }
        });
        try (TestGateway gateway = to(server)) {
            RawResponse answer = RawClient.exchange(gateway.port(), RawClient.json(method, "/api/", "{}"));

            assertThat(answer.text()).isEqualTo("second");
            assertThat(requests.get()).isEqualTo(2);
        } finally {
            Await.get(server.close());
        }
    }

    @Test
    void refusedAgain_isTheEnd() throws Exception {
        HttpServer server = serve(request -> {
            requests.incrementAndGet();
            request.response().reset(REFUSED_STREAM);
        });
        try (TestGateway gateway = to(server)) {
            assertThat(RawClient.exchange(gateway.port(), RawClient.get("/api/"))
                            .status())
                    .isEqualTo(502);
            assertThat(requests.get()).isEqualTo(2);
        } finally {
            Await.get(server.close());
        }
    }

    @Test
    void streamThatBreaksOtherwise_isNotSentAgain_whereTheMethodIsNotIdempotent() throws Exception {
        HttpServer server = serve(request -> {
            requests.incrementAndGet();
            request.response().reset(INTERNAL_ERROR);
        });
        try (TestGateway gateway = to(server, ".pool.minIdle", "0")) {
            assertThat(RawClient.exchange(gateway.port(), RawClient.json("POST", "/api/", "{}"))
                            .status())
                    .isEqualTo(502);
            assertThat(requests.get()).isEqualTo(1);
            assertThat(connections.get()).isEqualTo(1);
        } finally {
            Await.get(server.close());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void goAwayBeforeTheStream_sendsTheRequestOnceMore_onAnotherConnection(String method) throws Exception {
        HttpServer server = serve(request -> {
            if (requests.incrementAndGet() == 2) {
                // The second request of the connection is on stream 3, beyond the last one that is dealt with.
                request.connection().goAway(0, 1);
            } else {
                request.response().end("served");
            }
        });
        try (TestGateway gateway = to(server, ".pool.minIdle", "0")) {
            RawClient.exchange(gateway.port(), RawClient.get("/api/"));

            RawResponse answer = RawClient.exchange(gateway.port(), RawClient.json(method, "/api/", "{}"));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("served");
            assertThat(requests.get()).isEqualTo(3);
            assertThat(connections.get()).isEqualTo(2);
        } finally {
            Await.get(server.close());
        }
    }

    @Test
    void goAwayAfterTheStream_letsItEnd_andNoOtherOneStart() throws Exception {
        HttpServer server = serve(request -> {
            if (requests.incrementAndGet() == 1) {
                request.connection().goAway(0, Integer.MAX_VALUE);
                vertx.setTimer(50, timer -> request.response().end("drained"));
            } else {
                request.response().end("next");
            }
        });
        try (TestGateway gateway = to(server, ".pool.minIdle", "0")) {
            assertThat(RawClient.exchange(gateway.port(), RawClient.get("/api/"))
                            .text())
                    .isEqualTo("drained");
            assertThat(RawClient.exchange(gateway.port(), RawClient.get("/api/"))
                            .text())
                    .isEqualTo("next");
            assertThat(connections.get()).isEqualTo(2);
        } finally {
            Await.get(server.close());
        }
    }

    @Test
    void idleConnection_isPingedByAFrame() throws Exception {
        AtomicInteger pings = new AtomicInteger();
        HttpServer server = Await.get(vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(true))
                .requestHandler(request -> request.response().end("up"))
                .connectionHandler(connection -> connection.pingHandler(ping -> pings.incrementAndGet()))
                .listen(0, "127.0.0.1"));
        try (TestGateway gateway = to(server, ".pool.ping.interval", "100ms", ".pool.ping.path", "/never-asked-for")) {
            Await.until("two pings", () -> pings.get() >= 2);
            assertThat(gateway.pool().open()).isEqualTo(1);
        } finally {
            Await.get(server.close());
        }
    }

    @Test
    void callerThatLeaves_resetsItsStreamOnly() throws Exception {
        DemoApi demo = Await.get(DemoApi.start(vertx, DemoOptions.defaults()));
        try (TestGateway gateway = TestGateway.to(demo.url(), ".protocol", "http2", ".pool.size", "1")) {
            try (RawClient stays = gateway.connect().send(RawClient.get("/api/bytes/1000"))) {
                try (RawClient leaves = gateway.connect().send(RawClient.get("/api/slow/600000"))) {
                    Await.until("it is in flight", () -> demo.stats().getLong("inFlight") == 1);
                }
                Await.until("its stream is over", () -> demo.stats().getLong("inFlight") == 0);
                assertThat(stays.receive().status()).isEqualTo(200);
            }
            assertThat(demo.stats().getLong("connectionsOpened")).isEqualTo(1);
        } finally {
            Await.get(demo.close());
        }
    }

    private HttpServer serve(Handler<HttpServerRequest> handler) {
        HttpServerOptions options = new HttpServerOptions()
                .setHttp2ClearTextEnabled(true)
                .setInitialSettings(new Http2Settings().setMaxConcurrentStreams(10));
        return Await.get(vertx.createHttpServer(options)
                .requestHandler(handler)
                .connectionHandler(connection -> connections.incrementAndGet())
                .listen(0, "127.0.0.1"));
    }

    private static TestGateway to(HttpServer server, String... settings) {
        String[] all = new String[settings.length + 4];
        all[0] = ".protocol";
        all[1] = "http2";
        all[2] = ".timeouts.attempt";
        all[3] = "5s";
        System.arraycopy(settings, 0, all, 4, settings.length);
        return TestGateway.to("http://127.0.0.1:" + server.actualPort(), all);
    }
}
