package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.app.Gateway;
import io.penstock.resilience.limit.UpstreamLimits;
import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawRequest;
import io.penstock.testing.RawResponse;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Limits towards an upstream, through a running gateway. */
class LimitsIT {

    @Test
    void call_aboveTheRateThatCannotWait_isRefusedWithTheWait() throws IOException {
        try (RawServer upstream = RawServer.answering(RawServer.ok("hello"));
                TestGateway gateway = TestGateway.to(
                        upstream.url(),
                        ".rateLimit.perSecond",
                        "0.1",
                        ".rateLimit.burst",
                        "2",
                        ".rateLimit.headroom",
                        "0")) {
            assertThat(get(gateway).status()).isEqualTo(200);
            assertThat(get(gateway).status()).isEqualTo(200);

            RawResponse refused = getNow(gateway);

            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.text()).contains("urn:penstock:problem:rate-limited");
            assertThat(Integer.parseInt(field(refused, "Retry-After"))).isBetween(1, 10);
            assertThat(field(refused, "RateLimit")).startsWith("\"penstock\";r=0;t=");
            assertThat(field(refused, "RateLimit-Policy")).isEqualTo("\"penstock\";q=2;w=20");
            assertThat(field(refused, "X-RateLimit-Limit")).isEqualTo("2");
            assertThat(field(refused, "X-RateLimit-Remaining")).isEqualTo("0");
            assertThat(Long.parseLong(field(refused, "X-RateLimit-Reset"))).isGreaterThan(1_700_000_000L);
            assertThat(upstream.requests()).as("sent to the upstream").hasSize(2);
        }
    }

    @Test
    void calls_aboveTheRateThatMayWait_areSentInTurn() throws IOException {
        try (RawServer upstream = RawServer.answering(RawServer.ok("hello"));
                TestGateway gateway =
                        TestGateway.to(upstream.url(), ".rateLimit.perSecond", "50", ".rateLimit.burst", "1")) {
            inParallel(10, number -> assertThat(get(gateway).status()).isEqualTo(200));

            assertThat(upstream.requests()).hasSize(10);
            assertThat(gateway.pool().waiting()).isZero();
        }
    }

    @Test
    void aWaitThatIsLongerThanTheQueueAllows_isRefusedAtOnce() throws IOException {
        try (RawServer upstream = RawServer.answering(RawServer.ok("hello"));
                TestGateway gateway = TestGateway.to(
                        upstream.url(),
                        ".rateLimit.perSecond",
                        "0.01",
                        ".rateLimit.burst",
                        "1",
                        ".pool.maxWait",
                        "5s")) {
            assertThat(get(gateway).status()).isEqualTo(200);

            assertThat(get(gateway).status()).isEqualTo(429);
        }
    }

    @Test
    void answer429_coolsTheUpstreamDown() throws IOException {
        try (RawServer upstream = RawServer.answering(
                        "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n");
                TestGateway gateway = TestGateway.to(upstream.url())) {
            RawResponse first = get(gateway);
            assertThat(first.status()).as("the upstream's own, unchanged").isEqualTo(429);
            assertThat(first.text()).isEmpty();

            RawResponse second = get(gateway);

            assertThat(second.text()).contains("rate-limited", "asked for a pause");
            assertThat(Integer.parseInt(field(second, "Retry-After"))).isBetween(25, 30);
            assertThat(upstream.requests()).hasSize(1);
            assertThat(limits(gateway.gateway()).status().coolingMillis()).isPositive();
        }
    }

    @Test
    void answer429_coolsOneCallersCredentialAlone() throws IOException {
        try (RawServer upstream = RawServer.start(connection -> {
                    for (RawRequest request = connection.next(); request != null; request = connection.next()) {
                        connection.write(
                                "Bearer greedy".equals(request.field("Authorization"))
                                        ? "HTTP/1.1 429 Slow\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n"
                                        : RawServer.ok("hello"));
                    }
                });
                TestGateway gateway = TestGateway.to(upstream.url())) {
            get(gateway, "Authorization: Bearer greedy");

            assertThat(get(gateway, "Authorization: Bearer greedy").text()).contains("rate-limited");
            assertThat(get(gateway, "Authorization: Bearer modest").status()).isEqualTo(200);
            assertThat(upstream.requests()).hasSize(2);
        }
    }

    @Test
    void announcedQuota_isNeverPassed() throws IOException {
        AtomicInteger left = new AtomicInteger(5);
        AtomicInteger over = new AtomicInteger();
        try (RawServer upstream = RawServer.start(connection -> {
                    while (connection.next() != null) {
                        int remaining = left.decrementAndGet();
                        if (remaining < 0) {
                            over.incrementAndGet();
                        }
                        connection.write("HTTP/1.1 200 OK\r\nX-RateLimit-Limit: 5\r\nX-RateLimit-Remaining: "
                                + Math.max(0, remaining)
                                + "\r\nX-RateLimit-Reset: 3600\r\nContent-Length: 0\r\n\r\n");
                    }
                });
                TestGateway gateway = TestGateway.to(upstream.url(), ".pool.maxWait", "100ms")) {
            int refused = 0;
            for (int i = 0; i < 20; i++) {
                refused += get(gateway).status() == 429 ? 1 : 0;
            }

            assertThat(over.get()).as("calls over the quota").isZero();
            assertThat(refused).isGreaterThanOrEqualTo(15);
        }
    }

    @Test
    void shares_ofConsumersThatBothWait_areTheirWeights() throws Exception {
        int looked = 120;
        try (RawServer upstream = RawServer.answering(RawServer.ok("hello"));
                TestGateway gateway = TestGateway.configured("""
                        features: { coalescing: false }
                        upstreams:
                          api:
                            url: %s
                            consumerHeader: X-Consumer
                            shares: { gold: 3 }
                            rateLimit: { perSecond: 100, burst: 4 }
                        """.formatted(upstream.url()))) {
            inParallel(16, number -> {
                String field = "X-Consumer: " + (number < 8 ? "gold" : "iron");
                while (upstream.requests().size() < looked) {
                    assertThat(get(gateway, field).status()).isEqualTo(200);
                }
            });

            // The first ones come before anybody waits.
            long gold = upstream.requests().stream()
                    .skip(20)
                    .limit(looked - 20)
                    .filter(request -> "gold".equals(request.field("X-Consumer")))
                    .count();
            assertThat(gold).as("of a hundred, to a weight of 3 beside 1").isBetween(68L, 82L);
        }
    }

    @Test
    void maxConcurrent_lettingNoMoreThrough_keepsTheOthersInTheQueue() throws IOException {
        CountDownLatch answer = new CountDownLatch(1);
        try (RawServer upstream = RawServer.start(connection -> {
                    while (connection.next() != null) {
                        answer.await();
                        connection.write(RawServer.ok("hello"));
                    }
                });
                TestGateway gateway = TestGateway.to(
                        upstream.url(), ".maxConcurrent", "2", ".pool.size", "20", "server.eventLoops", "2")) {
            Thread look = new Thread(() -> {
                Await.until("the others wait", () -> gateway.pool().waiting() == 4);
                answer.countDown();
            });
            look.start();
            inParallel(6, number -> assertThat(get(gateway).status()).isEqualTo(200));

            assertThat(upstream.connections())
                    .as("connections, one for each place at most")
                    .isLessThanOrEqualTo(2);
            Await.until(
                    "every place is free",
                    () -> Objects.requireNonNull(gateway.gateway().queue("api")).active() == 0);
        }
    }

    @Test
    void maxConcurrent_withACallerThatLeaves_givesThePlaceBack() throws IOException {
        CountDownLatch answer = new CountDownLatch(1);
        try (RawServer upstream = RawServer.start(connection -> {
                    for (RawRequest request = connection.next(); request != null; request = connection.next()) {
                        if (request.line().contains("/hang")) {
                            answer.await();
                        }
                        connection.write(RawServer.ok("hello"));
                    }
                });
                TestGateway gateway = TestGateway.to(upstream.url(), ".maxConcurrent", "1")) {
            try (RawClient leaving = gateway.connect()) {
                leaving.send(RawClient.get("/api/hang"));
                Await.until("it hangs", () -> upstream.requests().size() == 1);
            }

            assertThat(get(gateway).status()).isEqualTo(200);
            answer.countDown();
        }
    }

    private static UpstreamLimits limits(Gateway gateway) {
        return Objects.requireNonNull(gateway.limits("api"));
    }

    private static RawResponse get(TestGateway gateway) throws IOException {
        return RawClient.exchange(gateway.port(), RawClient.get("/api/contacts"));
    }

    private static RawResponse getNow(TestGateway gateway) throws IOException {
        return get(gateway, "Penstock-Max-Wait: 0");
    }

    private static RawResponse get(TestGateway gateway, String field) throws IOException {
        return RawClient.exchange(gateway.port(), "GET /api/contacts HTTP/1.1\r\nHost: test\r\n" + field + "\r\n\r\n");
    }

    private static String field(RawResponse response, String name) {
        return Objects.requireNonNull(response.field(name), name);
    }

    private static void inParallel(int callers, Call call) {
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < callers; i++) {
            int number = i;
            Thread thread = new Thread(() -> {
                try {
                    call.make(number);
                } catch (IOException | AssertionError e) {
                    failures.add(e);
                }
            });
            threads.add(thread);
            thread.start();
        }
        Await.until("all callers are done", () -> threads.stream().noneMatch(Thread::isAlive));
        assertThat(failures).isEmpty();
    }

    @FunctionalInterface
    private interface Call {

        void make(int number) throws IOException;
    }
}
