package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawResponse;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What ends an exchange that takes too long, and what does not. */
class DeadlinesIT {

    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final long LARGE = 1L << 30;

    @Test
    void attemptAndTotal_endAtTheHead() throws Exception {
        CountDownLatch late = new CountDownLatch(1);
        try (RawServer upstream = RawServer.start(connection -> {
                    connection.next();
                    connection.write(CHUNKED + "4\r\nhead\r\n");
                    late.await();
                    connection.write("4\r\nbody\r\n0\r\n\r\n");
                    connection.hold();
                });
                RawServer silent = RawServer.silent();
                TestGateway gateway = TestGateway.to(
                        upstream.url(),
                        ".timeouts.attempt",
                        "100ms",
                        ".timeouts.total",
                        "100ms",
                        "upstreams.silent.url",
                        silent.url(),
                        "upstreams.silent.timeouts.total",
                        "300ms");
                RawClient caller = gateway.connect()) {
            caller.send(RawClient.get("/api/x"));
            assertThat(caller.receiveHead().status()).isEqualTo(200);
            // What takes three times as long as the deadlines has ended when the body goes on.
            assertThat(RawClient.exchange(gateway.port(), RawClient.get("/silent/x"))
                            .status())
                    .isEqualTo(504);
            late.countDown();

            assertThat(new String(caller.input().readNBytes(23), StandardCharsets.ISO_8859_1))
                    .isEqualTo("4\r\nhead\r\n4\r\nbody\r\n0\r\n\r\n");
        }
    }

    @Test
    void answer_thatStopsComing_isBrokenOff() throws Exception {
        assertBrokenOff(CHUNKED + "4\r\npart\r\n", ".timeouts.streamIdle", "100ms");
    }

    @Test
    void answer_thatTakesTooLong_isBrokenOff() throws Exception {
        assertBrokenOff(CHUNKED + "4\r\npart\r\n", ".timeouts.maxDuration", "100ms");
    }

    @Test
    void eventStream_isNotBrokenOffForBeingSilent() throws Exception {
        CountDownLatch late = new CountDownLatch(1);
        try (RawServer upstream = RawServer.start(connection -> {
                    connection.next();
                    connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n");
                    late.await();
                    connection.write("9\r\ndata: 1\n\n\r\n0\r\n\r\n");
                });
                RawServer silent = RawServer.silent();
                TestGateway gateway = TestGateway.to(
                        upstream.url(),
                        ".timeouts.streamIdle",
                        "50ms",
                        "upstreams.silent.url",
                        silent.url(),
                        "upstreams.silent.timeouts.total",
                        "200ms");
                RawClient caller = gateway.connect()) {
            caller.send(RawClient.get("/api/events"));
            assertThat(caller.receiveHead().status()).isEqualTo(200);
            assertThat(RawClient.exchange(gateway.port(), RawClient.get("/silent/x"))
                            .status())
                    .isEqualTo(504);
            late.countDown();

            assertThat(new String(caller.input().readNBytes(19), StandardCharsets.ISO_8859_1))
                    .isEqualTo("9\r\ndata: 1\n\n\r\n0\r\n\r\n");
        }
    }

    @Test
    void callerThatTakesNothing_isCut() throws Exception {
        try (RawServer upstream = RawServer.start(connection -> {
                    connection.next();
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n");
                    for (long i = 0; i < LARGE; i += 1 << 20) {
                        connection.write(new byte[1 << 20]);
                    }
                });
                TestGateway gateway = TestGateway.to(upstream.url(), "server.stall", "200ms");
                RawClient caller = RawClient.connect(gateway.port(), 16 * 1024)) {
            caller.send(RawClient.get("/api/large"));
            Await.until("the exchange is under way", () -> gateway.pool().active() == 1);

            Await.until("the lease has ended", () -> gateway.pool().active() == 0);
            // What had left before the cut is there, and no more.
            caller.receiveHead();
            assertThat((long) caller.receiveRest().bytes().length()).isLessThan(LARGE);
        }
    }

    @Test
    void callerThatTakesNoneOfTheAnswersThatHaveEnded_isCut() throws Exception {
        int size = 30_000;
        int requests = 1_000;
        try (RawServer upstream = RawServer.answering(RawServer.ok("x".repeat(size)));
                TestGateway gateway = TestGateway.to(upstream.url(), "server.stall", "200ms");
                RawClient caller = RawClient.connect(gateway.port(), 16 * 1024)) {
            caller.send(RawClient.get("/api/x").repeat(requests));

            Await.until("an answer waits for the caller alone", () -> {
                int served = upstream.requests().size();
                return served > 0 && served < requests && gateway.pool().active() == 0;
            });
            Await.until("the caller's connection is cut", () -> {
                try {
                    caller.send("\r\n");
                    return false;
                } catch (IOException e) {
                    return true;
                }
            });
        }
    }

    @Test
    void callerThatSendsNoByteOfItsBody_isAnswered408() throws Exception {
        try (RawServer upstream = RawServer.start(connection -> {
                    connection.nextHead();
                    connection.awaitEnd();
                });
                TestGateway gateway = TestGateway.to(upstream.url(), "server.stall", "100ms");
                RawClient caller = gateway.connect()) {
            RawResponse answer = caller.send("POST /api/x HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\npart")
                    .receive();

            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.text()).contains("server.stall");
            assertThat(answer.field("connection")).isEqualToIgnoringCase("close");
            Await.until("the lease has ended", () -> gateway.pool().active() == 0);
        }
    }

    @Test
    void upload_thatMakesProgress_outlivesTheDeadlinesOfTheHead() throws Exception {
        try (RawServer upstream = RawServer.answering(RawServer.ok("whole"));
                RawServer silent = RawServer.silent();
                TestGateway gateway = TestGateway.to(
                        upstream.url(),
                        ".timeouts.attempt",
                        "300ms",
                        ".timeouts.total",
                        "300ms",
                        "upstreams.silent.url",
                        silent.url(),
                        "upstreams.silent.timeouts.total",
                        "100ms");
                RawClient caller = gateway.connect()) {
            caller.send("POST /api/x HTTP/1.1\r\nHost: test\r\nContent-Length: 6\r\n\r\n");
            for (int i = 0; i < 6; i++) {
                caller.send("x");
                // Takes a third of the deadlines each time.
                RawClient.exchange(gateway.port(), RawClient.get("/silent/x"));
            }

            assertThat(caller.receive().text()).isEqualTo("whole");
        }
    }

    @Test
    void maxWait_ofTheCaller_limitsTheWaitForAConnection() throws Exception {
        try (RawServer upstream = RawServer.silent();
                TestGateway gateway = TestGateway.to(upstream.url(), ".pool.size", "1");
                RawClient first = gateway.connect()) {
            first.send(RawClient.get("/api/x"));
            Await.until("the connection is taken", () -> gateway.pool().active() == 1);

            RawResponse refused = RawClient.exchange(
                    gateway.port(), "GET /api/x HTTP/1.1\r\nHost: test\r\nPenstock-Max-Wait: 50ms\r\n\r\n");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.field("retry-after")).isEqualTo("1");
            assertThat(refused.text()).contains("pool-timeout");
        }
    }

    private static void assertBrokenOff(String begun, String setting, String value) throws Exception {
        try (RawServer upstream = RawServer.start(connection -> {
                    connection.next();
                    connection.write(begun);
                    connection.hold();
                });
                TestGateway gateway = TestGateway.to(upstream.url(), setting, value);
                RawClient caller = gateway.connect()) {
            caller.send(RawClient.get("/api/x"));

            assertThat(caller.receiveHead().status()).isEqualTo(200);
            assertThat(caller.receiveRest().text()).isEqualTo("4\r\npart\r\n");
            Await.until("the lease has ended", () -> gateway.pool().active() == 0);
        }
    }
}
