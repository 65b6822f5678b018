package io.penstock.resilience.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawConnection;
import io.penstock.testing.RawRequest;
import io.penstock.testing.RawResponse;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Retries over real connections: what the upstream sees, and what the caller gets. */
class RetryIT {

    private static final String BUSY = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nbusy";

    private static TestGateway retrying(RawServer server, String... settings) {
        List<String> all = new ArrayList<>(
                List.of(".retry.enabled", "true", ".retry.baseDelay", "1ms", ".retry.maxDelay", "20ms"));
        // What the breaker and the limits do about the same answers is shown elsewhere.
        all.addAll(List.of(".breaker.enabled", "false", ".rateLimit.respectServer", "false"));
        all.addAll(List.of(settings));
        return TestGateway.to(server.url(), all.toArray(String[]::new));
    }

    /** Answers each request with the answers in turn, and with the last one from then on. */
    private static RawServer.Script inTurn(String... answers) {
        AtomicInteger next = new AtomicInteger();
        return connection -> {
            while (connection.next() != null) {
                connection.write(answers[Math.min(next.getAndIncrement(), answers.length - 1)]);
            }
        };
    }

    private static String busyFor(int seconds) {
        return BUSY.replace("\r\n\r\n", "\r\nRetry-After: " + seconds + "\r\n\r\n");
    }

    @Test
    void upstreamThatIsBusyTwice_isAskedThreeTimesOverOneConnection() throws Exception {
        try (RawServer server = RawServer.start(inTurn(BUSY, BUSY, RawServer.ok("done")));
                TestGateway gateway = retrying(server)) {
            RawResponse answer = RawClient.exchange(gateway.port(), RawClient.get("/api/"));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("done");
            assertThat(server.requests()).hasSize(3);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void upstreamThatStaysBusy_answersItselfInTheEnd() throws Exception {
        try (RawServer server = RawServer.start(inTurn(BUSY));
                TestGateway gateway = retrying(server)) {
            RawResponse answer = RawClient.exchange(gateway.port(), RawClient.get("/api/"));

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.text()).isEqualTo("busy");
            assertThat(server.requests()).hasSize(4);
        }
    }

    @Test
    void retryAfter_isWaitedFor() throws Exception {
        try (RawServer server = RawServer.start(inTurn(busyFor(1), RawServer.ok("done")));
                TestGateway gateway = retrying(server)) {
            long start = System.nanoTime();
            RawResponse answer = RawClient.exchange(gateway.port(), RawClient.get("/api/"));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
        }
    }

    @Test
    void retryAfter_beyondTheDeadline_isHandedOnAtOnce() throws Exception {
        try (RawServer server = RawServer.start(inTurn(busyFor(3_600)));
                TestGateway gateway = retrying(server)) {
            RawResponse answer = RawClient.exchange(gateway.port(), RawClient.get("/api/"));

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.field("Retry-After")).isEqualTo("3600");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void retryAfter_beyondWhatTheCallerWaits_isHandedOnAtOnce() throws Exception {
        try (RawServer server = RawServer.start(inTurn(busyFor(60)));
                TestGateway gateway = retrying(server)) {
            RawResponse answer = RawClient.exchange(
                    gateway.port(), "GET /api/ HTTP/1.1\r\nHost: test\r\nPenstock-Max-Wait: 2s\r\n\r\n");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void body_isSentAgain() throws Exception {
        String body = "{\"text\":\"" + "x".repeat(20_000) + "\"}";
        AtomicInteger requests = new AtomicInteger();
        RawServer.Script script = connection -> {
            for (RawRequest request = connection.next(); request != null; request = connection.next()) {
                connection.write(requests.getAndIncrement() == 0 ? BUSY : RawServer.ok(request.text()));
            }
        };
        try (RawServer server = RawServer.start(script);
                TestGateway gateway = retrying(server)) {
            RawResponse answer = RawClient.exchange(gateway.port(), RawClient.json("PUT", "/api/", body));

            assertThat(answer.text()).isEqualTo(body);
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void bodyThatIsNotKept_isSentOnce_andTheAnswerSaysSo() throws Exception {
        String body = "\"" + "x".repeat(100_000) + "\"";
        try (RawServer server = RawServer.start(inTurn(BUSY));
                TestGateway gateway = retrying(server)) {
            RawResponse answer = RawClient.exchange(gateway.port(), RawClient.json("PUT", "/api/", body));

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.field("Proxy-Status"))
                    .contains("received-status=503")
                    .contains("not-replayable");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void attemptThatTimesOut_isTriedAgain_andTheProblemTellsTheAttempts() throws Exception {
        try (RawServer server = RawServer.start(RawConnection::hold);
                TestGateway gateway = retrying(server, ".timeouts.attempt", "30ms", ".retry.maxRetries", "2")) {
            RawResponse answer = RawClient.exchange(gateway.port(), RawClient.get("/api/"));

            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.text()).contains("\"attempts\":3").contains("\"notRetried\":\"attempts-exhausted\"");
        }
    }

    @Test
    void callerThatLeavesDuringThePause_endsTheExchange() throws Exception {
        try (RawServer server = RawServer.start(inTurn(busyFor(30), RawServer.ok("late")));
                TestGateway gateway = retrying(server)) {
            try (RawClient caller = gateway.connect()) {
                caller.send(RawClient.get("/api/"));
                Await.until("the first attempt", () -> server.requests().size() == 1);
                caller.reset();
            }
            Await.until("the lease is back", () -> gateway.pool().active() == 0);

            assertThat(RawClient.exchange(gateway.port(), RawClient.get("/api/"))
                            .text())
                    .isEqualTo("late");
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void upstreamThatFailsThroughout_getsAFifthMoreAtMost() throws Exception {
        int calls = 3_000;
        try (RawServer server = RawServer.start(inTurn(BUSY));
                TestGateway gateway = retrying(server, ".pool.size", "8")) {
            inParallel(8, calls, n -> {
                assertThat(RawClient.exchange(gateway.port(), RawClient.get("/api/" + n))
                                .status())
                        .isEqualTo(503);
            });

            assertThat(server.requests().size()).isBetween(calls + calls / 10, calls + calls / 5 + 10);
        }
    }

    @Test
    void tenThousandResets_makeOneOrderPerKey_andNoSecondOneWithoutAKey() throws Exception {
        Map<String, AtomicInteger> withoutKey = new ConcurrentHashMap<>();
        Map<String, AtomicInteger> orders = new ConcurrentHashMap<>();
        Map<String, String> keyOfOrder = new ConcurrentHashMap<>();
        AtomicInteger resets = new AtomicInteger();
        RawServer.Script script = connection -> {
            RawRequest request = connection.next();
            for (int served = 0; request != null; served++) {
                String order = request.line().split(" ", -1)[1];
                String key = request.field("Idempotency-Key");
                if (key == null) {
                    withoutKey
                            .computeIfAbsent(order, absent -> new AtomicInteger())
                            .incrementAndGet();
                } else if (keyOfOrder.putIfAbsent(key, order) == null) {
                    orders.computeIfAbsent(order, absent -> new AtomicInteger()).incrementAndGet();
                }
                if (connection.index() % 3 != 0 || served > 0) {
                    resets.incrementAndGet();
                    connection.reset();
                    return;
                }
                connection.write(RawServer.ok("ok"));
                request = connection.next();
            }
        };
        int calls = 9_000;
        try (RawServer server = RawServer.start(script);
                TestGateway gateway = retrying(
                        server,
                        ".pool.size",
                        "8",
                        ".pool.minIdle",
                        "0",
                        ".retry.budget",
                        "10",
                        ".pool.reconnect.baseDelay",
                        "1ms")) {
            inParallel(8, calls, n -> {
                String post = RawClient.json("POST", (n % 4 == 0 ? "/api/plain-" : "/api/keyed-") + n, "{}");
                String request = n % 4 == 0 ? post : post.replace("Host:", "Idempotency-Key: key-" + n + "\r\nHost:");
                assertThat(RawClient.exchange(gateway.port(), request).status()).isIn(200, 502);
            });
        }

        assertThat(resets.get()).as("resets").isGreaterThanOrEqualTo(10_000);
        assertThat(withoutKey)
                .allSatisfy((order, times) -> assertThat(times.get()).as(order).isEqualTo(1));
        assertThat(orders)
                .hasSizeGreaterThan(calls / 2)
                .allSatisfy((order, times) -> assertThat(times.get()).as(order).isEqualTo(1));
    }

    private static void inParallel(int threads, int calls, Call call) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(threads);
        AtomicInteger next = new AtomicInteger();
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(callers.submit(() -> {
                    for (int n = next.getAndIncrement(); n < calls; n = next.getAndIncrement()) {
                        call.make(n);
                    }
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get(120, TimeUnit.SECONDS);
            }
        } finally {
            callers.shutdownNow();
        }
    }

    /** One of many calls. */
    @FunctionalInterface
    private interface Call {
        void make(int n) throws IOException;
    }
}
