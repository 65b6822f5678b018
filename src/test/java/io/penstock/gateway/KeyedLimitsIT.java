package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawRequest;
import io.penstock.testing.RawResponse;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What one caller does is no reason to hold back another, over real connections. */
class KeyedLimitsIT {

    private static final String FAILURE = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n";

    @Test
    void callerWithoutAPlaceLeft_waitsForItsOwnAndForNobodyElses() throws IOException {
        CountDownLatch answer = new CountDownLatch(1);
        try (RawServer upstream = hangingUntil(answer);
                TestGateway gateway = eachOne(upstream);
                RawClient first = gateway.connect();
                RawClient second = gateway.connect()) {
            first.send(request("ada", "/hang"));
            Await.until("it hangs", () -> upstream.requests().size() == 1);
            second.send(request("ada", "/next"));
            Await.until("the second waits", () -> gateway.pool().waiting() == 1);

            assertThat(call(gateway, "bob").status()).isEqualTo(200);
            assertThat(call(gateway, "eve").status()).isEqualTo(200);
            assertThat(upstream.requests()).noneMatch(request -> request.line().contains("/next"));

            answer.countDown();
            assertThat(first.receive().status()).isEqualTo(200);
            assertThat(second.receive().status()).isEqualTo(200);
        }
    }

    @Test
    void callerThatMayNotWait_isToldWhy() throws IOException {
        CountDownLatch answer = new CountDownLatch(1);
        try (RawServer upstream = hangingUntil(answer);
                TestGateway gateway = eachOne(upstream);
                RawClient first = gateway.connect()) {
            first.send(request("ada", "/hang"));
            Await.until("it hangs", () -> upstream.requests().size() == 1);

            RawResponse refused = RawClient.exchange(
                    gateway.port(),
                    "GET /api/ HTTP/1.1\r\nHost: test\r\nX-Consumer: ada\r\nPenstock-Max-Wait: 10ms\r\n\r\n");

            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.text()).contains("maxConcurrentEach");
            answer.countDown();
        }
    }

    @Test
    void placesOfACaller_comeBackWhateverEndsItsCalls() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        try (RawServer upstream = hangingUntil(never);
                TestGateway gateway = eachOne(upstream)) {
            for (int i = 1; i <= 5; i++) {
                int requests = i * 2 - 1;
                try (RawClient leaving = gateway.connect()) {
                    leaving.send(request("ada", "/hang"));
                    Await.until("it hangs", () -> upstream.requests().size() == requests);
                }
                assertThat(call(gateway, "ada").status()).isEqualTo(200);
            }
            never.countDown();
        }
    }

    @Test
    void breakerOfOneCaller_leavesTheOthersAlone() throws IOException {
        try (RawServer upstream = RawServer.start(connection -> {
                    for (RawRequest request = connection.next(); request != null; request = connection.next()) {
                        boolean revoked = "Bearer revoked".equals(request.field("Authorization"));
                        connection.write(revoked ? FAILURE : RawServer.ok("hello"));
                    }
                });
                TestGateway gateway = TestGateway.to(
                        upstream.url(), ".breaker.by", "authorization", ".breaker.failureThreshold", "2")) {
            assertThat(signed(gateway, "revoked").status()).isEqualTo(500);
            assertThat(signed(gateway, "revoked").status()).isEqualTo(500);

            RawResponse refused = signed(gateway, "revoked");

            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.text()).contains("circuit-open");
            assertThat(signed(gateway, "good").status()).isEqualTo(200);
            assertThat(upstream.requests()).hasSize(3);
        }
    }

    @Test
    void breakerOfOneCallerThatOpens_endsItsWaitsAndNobodyElses() throws IOException {
        CountDownLatch allWait = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        try (RawServer upstream = RawServer.start(connection -> {
                    for (RawRequest request = connection.next(); request != null; request = connection.next()) {
                        if (request.line().contains("/fail")) {
                            allWait.await();
                            connection.write("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 1\r\n\r\n");
                            end.await();
                            connection.write(".");
                        } else {
                            connection.write(RawServer.ok("hello"));
                        }
                    }
                });
                TestGateway gateway = TestGateway.to(
                        upstream.url(),
                        ".consumerHeader",
                        "X-Consumer",
                        ".breaker.by",
                        "consumer",
                        ".breaker.failureThreshold",
                        "1",
                        ".pool.size",
                        "1");
                RawClient failing = gateway.connect();
                RawClient refused = gateway.connect();
                RawClient other = gateway.connect()) {
            failing.send(request("ada", "/fail"));
            Await.until("it is there", () -> upstream.requests().size() == 1);
            refused.send(request("ada", "/next"));
            other.send(request("bob", "/other"));
            Await.until("both wait", () -> gateway.pool().waiting() == 2);

            allWait.countDown();

            assertThat(refused.receive().text()).contains("circuit-open");
            assertThat(gateway.pool().waiting()).isOne();
            end.countDown();
            assertThat(failing.receive().status()).isEqualTo(500);
            assertThat(other.receive().status()).isEqualTo(200);
        }
    }

    private static TestGateway eachOne(RawServer upstream) {
        return TestGateway.to(upstream.url(), ".consumerHeader", "X-Consumer", ".maxConcurrentEach.max", "1");
    }

    private static RawServer hangingUntil(CountDownLatch answer) throws IOException {
        return RawServer.start(connection -> {
            for (RawRequest request = connection.next(); request != null; request = connection.next()) {
                if (request.line().contains("/hang")) {
                    answer.await();
                }
                connection.write(RawServer.ok("hello"));
            }
        });
    }

    private static String request(String consumer, String path) {
        return "GET /api" + path + " HTTP/1.1\r\nHost: test\r\nX-Consumer: " + consumer + "\r\n\r\n";
    }

    private static RawResponse call(TestGateway gateway, String consumer) throws IOException {
        return RawClient.exchange(gateway.port(), request(consumer, "/"));
    }

    private static RawResponse signed(TestGateway gateway, String token) throws IOException {
        return RawClient.exchange(
                gateway.port(), "GET /api/ HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer " + token + "\r\n\r\n");
    }
}
