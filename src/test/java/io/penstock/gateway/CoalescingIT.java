package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.demo.BytePattern;
import io.penstock.metrics.Metrics;
import io.penstock.metrics.MicrometerMetrics;
import io.penstock.testing.Await;
import io.penstock.testing.PatternCheck;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawResponse;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers who ask alike, on several event loops of a real gateway, over real sockets. */
class CoalescingIT {

    private static final String FOLLOWED = "penstock; fwd=uri-miss; collapsed";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void thousandIdenticalGets_onTwoLoops_makeOneCall() throws Exception {
        int count = 1_000;
        CountDownLatch all = new CountDownLatch(1);
        String body = "0123456789".repeat(500);
        try (RawServer upstream = RawServer.start(connection -> {
                    while (connection.next() != null) {
                        all.await();
                        connection.write(RawServer.ok(body));
                    }
                });
                TestGateway gateway = gateway(upstream, "")) {
            List<RawClient> callers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                callers.add(gateway.connect().send(RawClient.get("/api/report")));
            }
            Await.until("all others have joined the first", () -> counted("joined") == count - 1);
            all.countDown();
            int followers = 0;
            for (RawClient caller : callers) {
                RawResponse answer = caller.receive();
                assertThat(answer.text()).isEqualTo(body);
                followers += FOLLOWED.equals(answer.field("cache-status")) ? 1 : 0;
                caller.close();
            }

            assertThat(upstream.requests()).hasSize(1);
            assertThat(followers).isEqualTo(count - 1);
            assertThat(counted("led")).isEqualTo(1);
            assertThat(counted("saved")).isEqualTo((count - 1) * (double) body.length());
        }
    }

    @Test
    void largeAnswer_reachesAllWhole_whoeverReadsSlowly() throws Exception {
        int size = 20_000_000;
        CountDownLatch all = new CountDownLatch(1);
        try (RawServer upstream = RawServer.start(connection -> {
                    while (connection.next() != null) {
                        all.await();
                        connection.write("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
                        byte[] pattern = new byte[50_000];
                        for (int sent = 0; sent < size; sent += pattern.length) {
                            for (int i = 0; i < pattern.length; i++) {
                                pattern[i] = BytePattern.at(sent + i);
                            }
                            connection.write(pattern);
                        }
                    }
                });
                TestGateway gateway = gateway(upstream, "coalesce: { maxHoldBack: 10m }")) {
            List<RawClient> callers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                callers.add(gateway.connect().send(RawClient.get("/api/large")));
            }
            Await.until("all others have joined the first", () -> counted("joined") == 3);
            all.countDown();
            List<PatternCheck> checks = new ArrayList<>();
            for (RawClient caller : callers) {
                assertThat(caller.receiveHead().status()).isEqualTo(200);
                checks.add(new PatternCheck());
            }
            // In turn, so that each holds the others back again and again.
            for (int read = 0; read < size; read += 500_000) {
                for (int i = 0; i < callers.size(); i++) {
                    checks.get(i).accept(Buffer.buffer(callers.get(i).input().readNBytes(500_000)));
                }
            }

            checks.forEach(check -> check.verifyEnd(size));
            assertThat(upstream.requests()).hasSize(1);
            callers.forEach(RawClient::close);
        }
    }

    @Test
    void callers_thatAllLeave_endTheCall() throws Exception {
        try (RawServer upstream = RawServer.start(connection -> {
                    connection.next();
                    connection.hold();
                });
                TestGateway gateway = gateway(upstream, "");
                RawClient first = gateway.connect();
                RawClient second = gateway.connect()) {
            first.send(RawClient.get("/api/x"));
            second.send(RawClient.get("/api/x"));
            Await.until("the second has joined", () -> counted("joined") == 1);
            first.close();
            Await.until("one connection is in use", () -> gateway.pool().active() == 1);
            second.close();
            Await.until("the call has ended", () -> gateway.pool().active() == 0);
        }
    }

    @Test
    void leaderThatLeaves_doesNotEndTheCall() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        try (RawServer upstream = RawServer.start(connection -> {
                    while (connection.next() != null) {
                        left.await();
                        connection.write(RawServer.ok("hello"));
                    }
                });
                TestGateway gateway = gateway(upstream, "");
                RawClient follower = gateway.connect()) {
            try (RawClient leader = gateway.connect()) {
                leader.send(RawClient.get("/api/x"));
                Await.until("the call is made", () -> gateway.pool().active() == 1);
                follower.send(RawClient.get("/api/x"));
                Await.until("the other has joined", () -> counted("joined") == 1);
            }
            left.countDown();

            assertThat(follower.receive().text()).isEqualTo("hello");
            assertThat(upstream.requests()).hasSize(1);
        }
    }

    @Test
    void answerOfOneCaller_goesToNobodyElse() throws Exception {
        CountDownLatch joined = new CountDownLatch(1);
        try (RawServer upstream = RawServer.start(connection -> {
                    while (connection.next() != null) {
                        joined.await();
                        String mine = "of connection " + connection.index();
                        connection.write("HTTP/1.1 200 OK\r\nSet-Cookie: id=" + connection.index()
                                + "\r\nContent-Length: " + mine.length() + "\r\n\r\n" + mine);
                    }
                });
                TestGateway gateway = gateway(upstream, "");
                RawClient first = gateway.connect();
                RawClient second = gateway.connect()) {
            first.send(RawClient.get("/api/x"));
            second.send(RawClient.get("/api/x"));
            Await.until("one has joined", () -> counted("joined") == 1);
            joined.countDown();

            RawResponse one = first.receive();
            RawResponse other = second.receive();
            assertThat(upstream.requests()).hasSize(2);
            assertThat(one.field("cache-status")).isNull();
            assertThat(other.field("cache-status")).isNull();
            assertThat(counted("unshared")).isEqualTo(1);
        }
    }

    @Test
    void failure_isShared_withoutARetryForEach() throws Exception {
        CountDownLatch joined = new CountDownLatch(1);
        try (RawServer upstream = RawServer.start(connection -> {
                    connection.next();
                    joined.await();
                });
                TestGateway gateway = gateway(upstream, "retry: { maxRetries: 1, baseDelay: 10ms }");
                RawClient first = gateway.connect();
                RawClient second = gateway.connect()) {
            first.send(RawClient.get("/api/x"));
            second.send(RawClient.get("/api/x"));
            Await.until("one has joined", () -> counted("joined") == 1);
            joined.countDown();

            assertThat(first.receive().status()).isEqualTo(502);
            assertThat(second.receive().status()).isEqualTo(502);
            // One call makes three attempts: the first, one at once on a fresh connection, one retry. Two would make
            // six.
            assertThat(upstream.requests()).hasSizeLessThanOrEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"coalesce: { enabled: false }", "routes: [{ match: GET /x, coalesce: { enabled: false } }]"})
    void switchedOff_eachMakesItsCall(String settings) throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        try (RawServer upstream = RawServer.start(connection -> {
                    while (connection.next() != null) {
                        both.countDown();
                        both.await();
                        connection.write(RawServer.ok("hello"));
                    }
                });
                TestGateway gateway = gateway(upstream, settings);
                RawClient first = gateway.connect();
                RawClient second = gateway.connect()) {
            first.send(RawClient.get("/api/x"));
            second.send(RawClient.get("/api/x"));

            assertThat(first.receive().status()).isEqualTo(200);
            assertThat(second.receive().status()).isEqualTo(200);
            assertThat(upstream.requests()).hasSize(2);
        }
    }

    @Test
    void pagesOfAWalk_areNotSharedWithARouteOfAnotherCredential() throws Exception {
        CountDownLatch both = new CountDownLatch(1);
        try (RawServer upstream = RawServer.start(connection -> {
                    for (var asked = connection.next(); asked != null; asked = connection.next()) {
                        if (asked.line().contains("/first")) {
                            connection.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                                    + "Link: </shared?page=2>; rel=\"next\"\r\nContent-Length: 3\r\n\r\n[1]");
                        } else {
                            both.await();
                            connection.write(json("[\"" + asked.field("authorization") + "\"]"));
                        }
                    }
                });
                TestGateway gateway = signed(upstream, """
                              - { match: GET /first, credential: one, pages: { style: link } }
                              - { match: GET /shared, credential: other, pages: { style: link } }
                        """);
                RawClient one = gateway.connect();
                RawClient other = gateway.connect()) {
            one.send(walk("/api/first"));
            Await.until(
                    "the second page is asked for", () -> upstream.requests().size() == 2);
            other.send(walk("/api/shared?page=2"));
            Await.until(
                    "each route has made its own call",
                    () -> upstream.requests().size() == 3);
            both.countDown();

            assertThat(one.receive().text()).isEqualTo("1\n\"Bearer one\"\n");
            assertThat(other.receive().text()).isEqualTo("\"Bearer other\"\n");
        }
    }

    @Test
    void batches_areNotSharedWithARouteOfAnotherCredential() throws Exception {
        CountDownLatch both = new CountDownLatch(1);
        String batch = "batch: { request: 'GET /items?ids={id,...}', key: id, mode: window, window: 1s, max: 2 }";
        try (RawServer upstream = RawServer.start(connection -> {
                    for (var asked = connection.next(); asked != null; asked = connection.next()) {
                        both.await();
                        String by = "\"by\":\"" + asked.field("authorization") + "\"}";
                        connection.write(json("[{\"id\":1," + by + ",{\"id\":2," + by + "]"));
                    }
                });
                TestGateway gateway = signed(
                        upstream,
                        "      - { match: 'GET /contacts/{id}', credential: one, " + batch + " }\n"
                                + "      - { match: 'GET /users/{id}', credential: other, " + batch + " }\n");
                RawClient one = gateway.connect();
                RawClient two = gateway.connect();
                RawClient three = gateway.connect();
                RawClient four = gateway.connect()) {
            one.send(RawClient.get("/api/contacts/1"));
            two.send(RawClient.get("/api/contacts/2"));
            three.send(RawClient.get("/api/users/1"));
            four.send(RawClient.get("/api/users/2"));
            Await.until(
                    "each route has made its own call",
                    () -> upstream.requests().size() == 2);
            both.countDown();

            assertThat(one.receive().text()).isEqualTo("{\"id\":1,\"by\":\"Bearer one\"}");
            assertThat(two.receive().text()).isEqualTo("{\"id\":2,\"by\":\"Bearer one\"}");
            assertThat(three.receive().text()).isEqualTo("{\"id\":1,\"by\":\"Bearer other\"}");
            assertThat(four.receive().text()).isEqualTo("{\"id\":2,\"by\":\"Bearer other\"}");
        }
    }

    private static String json(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body;
    }

    private static String walk(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: test\r\nAccept: application/x-ndjson\r\n\r\n";
    }

    /** On one event loop, so that requests are met in the order in which they are sent. */
    private static TestGateway signed(RawServer upstream, String routes) throws IOException {
        return TestGateway.configured("""
                credentials:
                  one: { type: bearer, token: one }
                  other: { type: bearer, token: other }
                upstreams:
                  api:
                    url: %s
                    routes:
                """.formatted(upstream.url()) + routes);
    }

    private TestGateway gateway(RawServer upstream, String settings) throws IOException {
        Metrics metrics = new MicrometerMetrics(registry);
        return TestGateway.configured(
                "upstreams:\n  api:\n    url: " + upstream.url() + "\n    pool: { size: 4 }\n    " + settings + "\n",
                metrics,
                2);
    }

    private double counted(String name) {
        return registry.get("penstock.coalescing." + name).counter().count();
    }
}
