package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawConnection;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Whoever is slow holds the other side back; nothing piles up in between. */
class BackpressureIT {

    private static final int PART = 64 * 1024;
    private static final long TOTAL = 256L << 20;
    private static final int SMALL_BUFFER = 32 * 1024;

    /** What the sockets' buffers and the gateway may hold; without a bound all of {@link #TOTAL} would be here. */
    private static final long MOST_HELD = 32L << 20;

    @Test
    void callerThatDoesNotRead_holdsTheUpstreamBack() throws Exception {
        AtomicLong written = new AtomicLong();
        try (RawServer upstream = RawServer.start(connection -> {
                    connection.nextHead();
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: " + TOTAL + "\r\n\r\n");
                    writeParts(connection, written);
                });
                TestGateway gateway = TestGateway.to(upstream.url());
                RawClient caller = RawClient.connect(gateway.port(), SMALL_BUFFER)) {
            caller.send(RawClient.get("/api/large"));
            assertThat(caller.receiveHead().status()).isEqualTo(200);

            assertThat(Await.standstill("the sender", written::get)).isLessThan(MOST_HELD);
            // Once the caller reads, it goes on.
            long before = written.get();
            caller.input().skipNBytes(MOST_HELD);
            assertThat(written.get()).isGreaterThan(before);
        }
    }

    @Test
    void callerThatDoesNotRead_isNotServedItsFurtherRequests() throws Exception {
        int requests = 2_000;
        String body = "x".repeat(30_000);
        try (RawServer upstream = RawServer.answering(RawServer.ok(body));
                TestGateway gateway = TestGateway.to(upstream.url());
                RawClient caller = RawClient.connect(gateway.port(), SMALL_BUFFER)) {
            caller.send(RawClient.get("/api/x").repeat(requests));

            assertThat(Await.standstill(
                            "the upstream", () -> upstream.requests().size()))
                    .isLessThan(requests / 2);
            for (int i = 0; i < requests; i++) {
                assertThat(caller.receive().body().length()).isEqualTo(body.length());
            }
        }
    }

    @Test
    void upstreamThatDoesNotRead_holdsTheCallerBack() throws Exception {
        AtomicLong written = new AtomicLong();
        CompletableFuture<Void> read = new CompletableFuture<>();
        try (RawServer upstream = RawServer.start(
                        connection -> {
                            connection.nextHead();
                            read.join();
                            connection.input().skipNBytes(MOST_HELD);
                            connection.hold();
                        },
                        SMALL_BUFFER);
                TestGateway gateway = TestGateway.to(upstream.url(), ".maxRequestBody", "0");
                RawClient caller = gateway.connect()) {
            Thread sender = new Thread(
                    () -> {
                        try {
                            caller.send(
                                    "POST /api/large HTTP/1.1\r\nHost: test\r\nContent-Length: " + TOTAL + "\r\n\r\n");
                            byte[] part = new byte[PART];
                            for (long sent = 0; sent < TOTAL; sent += PART) {
                                caller.send(part);
                                written.addAndGet(PART);
                            }
                        } catch (IOException e) {
                            // The test is over.
                        }
                    },
                    "fast-caller");
            sender.setDaemon(true);
            sender.start();

            long before = Await.standstill("the sender", written::get);
            assertThat(before).isLessThan(MOST_HELD);
            read.complete(null);
            Await.until("the caller can go on", () -> written.get() > before);
        }
    }

    private static void writeParts(RawConnection connection, AtomicLong written) throws IOException {
        byte[] part = new byte[PART];
        for (long sent = 0; sent < TOTAL; sent += PART) {
            connection.write(part);
            written.addAndGet(PART);
        }
    }
}
