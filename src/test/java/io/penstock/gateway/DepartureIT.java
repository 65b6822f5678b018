package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.demo.DemoApi;
import io.penstock.demo.DemoOptions;
import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawConnection;
import io.penstock.testing.RawResponse;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When one side of an exchange leaves, the other one hears of it at once. */
class DepartureIT {

    private static Vertx vertx;
    private static DemoApi demo;
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        demo = Await.get(DemoApi.start(vertx, DemoOptions.defaults()));
        gateway = TestGateway.to(demo.url(), ".maxRequestBody", "0");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        Await.get(demo.close());
        Await.get(vertx.close());
    }

    @AfterEach
    void nothingIsLeftInFlight() {
        Await.until(
                "the pool is at rest",
                () -> gateway.pool().active() == 0 && gateway.pool().waiting() == 0);
        Await.until("no request is in flight", () -> inFlight() == 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void caller_thatLeavesBeforeTheHead_endsTheUpstreamsRequest(boolean byReset) throws Exception {
        try (RawClient caller = gateway.connect()) {
            caller.send(RawClient.get("/api/slow/600000"));
            Await.until("the request is in flight", () -> inFlight() == 1);
            leave(caller, byReset);
            Await.until("the upstream's request has ended", () -> inFlight() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void caller_thatLeavesAmidTheAnswer_endsTheUpstreamsRequest(boolean byReset) throws Exception {
        try (RawClient caller = gateway.connect()) {
            caller.send(RawClient.get("/api/bytes/1000000000"));
            assertThat(caller.receiveHead().status()).isEqualTo(200);
            leave(caller, byReset);
            Await.until("the upstream's request has ended", () -> inFlight() == 0);
        }
    }

    @Test
    void caller_thatLeavesAnEventStream_endsTheUpstreamsRequest() throws Exception {
        try (RawClient caller = gateway.connect()) {
            caller.send(RawClient.get("/api/events?every=60000"));
            assertThat(caller.receiveHead().status()).isEqualTo(200);
            assertThat(gateway.pool().streams()).isEqualTo(1);
            caller.close();
            Await.until("the upstream's request has ended", () -> inFlight() == 0);
            Await.until("the stream's place is free", () -> gateway.pool().streams() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void caller_thatLeavesAmidItsUpload_endsTheUpstreamsRequest(boolean byReset) throws Exception {
        try (RawClient caller = gateway.connect()) {
            caller.send("POST /api/echo HTTP/1.1\r\nHost: test\r\nContent-Length: 1000000\r\n\r\npart");
            assertThat(caller.receiveHead().status()).isEqualTo(200);
            leave(caller, byReset);
            Await.until("the upstream's request has ended", () -> inFlight() == 0);
        }
    }

    // Only by a reset: the end of a connection stands behind the bytes that were sent before it, and is not seen till
    // then.
    @Test
    void caller_thatResetsWhileTheUpstreamHoldsItBack_endsTheUpstreamsRequest() throws Exception {
        AtomicLong sent = new AtomicLong();
        CountDownLatch left = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        try (RawServer slow = RawServer.start(
                        connection -> {
                            connection.nextHead();
                            left.await();
                            // It still does not read: only a connection that is closed on the other side fails this.
                            Await.until("the upstream's connection is closed", () -> isClosed(connection));
                            closed.countDown();
                        },
                        4_096);
                TestGateway toSlow = TestGateway.to(slow.url(), ".maxRequestBody", "0", ".pool.size", "1");
                RawClient caller = toSlow.connect()) {
            Thread sender = new Thread(() -> {
                try {
                    caller.send("POST /api/x HTTP/1.1\r\nHost: test\r\nContent-Length: 100000000\r\n\r\n");
                    for (int i = 0; i < 1_000; i++) {
                        caller.send(new byte[100_000]);
                        sent.incrementAndGet();
                    }
                } catch (IOException e) {
                    // It has left.
                }
            });
            sender.setDaemon(true);
            sender.start();
            Await.standstill("the sender", sent::get);
            caller.reset();
            Await.until("the lease has ended", () -> toSlow.pool().active() == 0);
            left.countDown();
            assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void caller_thatLeavesTheQueue_givesUpItsPlace() throws Exception {
        try (TestGateway narrow = TestGateway.to(demo.url(), ".pool.size", "1");
                RawClient first = narrow.connect();
                RawClient second = narrow.connect()) {
            first.send(RawClient.get("/api/slow/600000"));
            Await.until("the connection is taken", () -> narrow.pool().active() == 1);
            second.send(RawClient.get("/api/items/1"));
            Await.until("the second call waits", () -> narrow.pool().waiting() == 1);
            second.close();
            Await.until("nobody waits", () -> narrow.pool().waiting() == 0);
            first.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\npart",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\npart"
            })
    void upstream_thatClosesAmidItsAnswer_breaksTheCallersToo(String begun) throws Exception {
        assertBroken("HTTP/1.1", begun, false);
        assertBroken("HTTP/1.1", begun, true);
        assertBroken("HTTP/1.0", begun, false);
    }

    @Test
    void upstream_whoseAnswerEndsWithItsConnection_isWholeThen() throws Exception {
        try (RawServer upstream = RawServer.start(connection -> {
                    connection.next();
                    connection.write("HTTP/1.1 200 OK\r\n\r\nall of it");
                });
                TestGateway toRaw = TestGateway.to(upstream.url())) {
            assertThat(RawClient.exchange(toRaw.port(), RawClient.get("/api/x")).text())
                    .isEqualTo("all of it");
        }
    }

    @Test
    void upstream_thatBreaksBeforeAByteWasPassedOn_isToldAsAProblem() throws Exception {
        try (RawServer upstream = RawServer.start(connection -> {
                    connection.next();
                    connection.write("HTTP/1.1 200 OK\r\nX-Theirs: 1\r\nTransfer-Encoding: chunked\r\n\r\n");
                });
                TestGateway toRaw = TestGateway.to(upstream.url())) {
            RawResponse answer = RawClient.exchange(toRaw.port(), RawClient.get("/api/x"));

            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.text()).contains("connection-lost");
            assertThat(answer.field("x-theirs")).isNull();
        }
    }

    private static void assertBroken(String version, String begun, boolean byReset) throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (RawServer upstream = RawServer.start(connection -> {
                    if (connection.next() == null) {
                        return;
                    }
                    connection.write(begun);
                    seen.await();
                    if (byReset) {
                        connection.reset();
                    }
                });
                TestGateway toRaw = TestGateway.to(upstream.url());
                RawClient caller = toRaw.connect()) {
            caller.send("GET /api/x " + version + "\r\nHost: test\r\n\r\n");
            RawResponse head = caller.receiveHead();
            seen.countDown();
            RawClient.Rest rest = caller.receiveRest();

            assertThat(head.status()).isEqualTo(200);
            assertThat(rest.text()).doesNotContain("0\r\n\r\n");
            if (head.field("content-length") == null && version.equals("HTTP/1.0")) {
                assertThat(rest.ending()).isEqualTo(RawClient.Ending.RESET);
            }
            Await.until("the lease has ended", () -> toRaw.pool().active() == 0);
        }
    }

    private static boolean isClosed(RawConnection connection) {
        try {
            connection.write("x");
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static void leave(RawClient caller, boolean byReset) throws Exception {
        if (byReset) {
            caller.reset();
        } else {
            caller.close();
        }
    }

    private static long inFlight() {
        return demo.stats().getLong("inFlight");
    }
}
