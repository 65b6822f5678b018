package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.demo.BytePattern;
import io.penstock.demo.DemoApi;
import io.penstock.demo.DemoOptions;
import io.penstock.testing.Await;
import io.penstock.testing.PatternCheck;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawResponse;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies of any size and framing pass both ways as they are. */
class BodiesIT {

    private static final int LARGE = 64 << 20;

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

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_023, 65_535, 65_536, 65_537, 1 << 20, LARGE})
    void answer_withALength_arrivesByteForByte(int size) throws Exception {
        try (RawClient caller = gateway.connect()) {
            caller.send(RawClient.get("/api/bytes/" + size));
            RawResponse head = caller.receiveHead();

            assertThat(head.field("content-length")).isEqualTo(Integer.toString(size));
            assertThat(head.field("transfer-encoding")).isNull();
            verify(caller.input(), size);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_023, 65_535, 65_536, 65_537, 1 << 20})
    void answer_inChunks_arrivesByteForByte(int size) throws Exception {
        RawResponse answer = RawClient.exchange(gateway.port(), RawClient.get("/api/bytes/" + size + "?chunked=true"));

        assertThat(answer.field("transfer-encoding")).isEqualTo("chunked");
        assertThat(answer.field("content-length")).isNull();
        PatternCheck check = new PatternCheck();
        check.accept(answer.body());
        check.verifyEnd(size);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_023, 65_535, 65_536, 65_537, 1 << 20, LARGE})
    void request_withALength_comesBackByteForByte(int size) throws Exception {
        try (RawClient caller = gateway.connect()) {
            CompletableFuture<Void> sent = sending(() -> {
                caller.send("POST /api/echo HTTP/1.1\r\nHost: test\r\nContent-Length: " + size + "\r\n\r\n");
                for (int offset = 0; offset < size; offset += BytePattern.MAX_SLICE) {
                    caller.send(slice(offset, size));
                }
            });
            RawResponse head = caller.receiveHead();

            assertThat(head.status()).isEqualTo(200);
            assertThat(head.field("content-length")).isEqualTo(Integer.toString(size));
            verify(caller.input(), size);
            sent.join();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_023, 65_535, 65_536, 65_537, 1 << 20})
    void request_inChunks_comesBackByteForByte(int size) throws Exception {
        try (RawClient caller = gateway.connect()) {
            CompletableFuture<Void> sent = sending(() -> {
                caller.send("POST /api/echo HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n");
                for (int offset = 0; offset < size; offset += BytePattern.MAX_SLICE) {
                    byte[] part = slice(offset, size);
                    caller.send(Integer.toHexString(part.length) + "\r\n")
                            .send(part)
                            .send("\r\n");
                }
                caller.send("0\r\n\r\n");
            });
            RawResponse answer = caller.receive();

            assertThat(answer.field("transfer-encoding")).isEqualTo("chunked");
            PatternCheck check = new PatternCheck();
            check.accept(answer.body());
            check.verifyEnd(size);
            sent.join();
        }
    }

    @Test
    void chunks_framedLoosely_areFramedAnew() throws Exception {
        String loose = "POST /api/echo HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "0000003;name=\"v;w\"\r\nabc\r\n2\r\nde\r\n0000\r\nX-Ignored: 1\r\n\r\n";
        try (RawClient caller = gateway.connect()) {
            assertThat(caller.send(loose).receive().text()).isEqualTo("abcde");
            // The connection is in step.
            assertThat(caller.send(loose).receive().text()).isEqualTo("abcde");
        }
    }

    @Test
    void chunk_thatIsMalformed_isABadRequestAndReachesTheUpstreamAsABrokenOne() throws Exception {
        CountDownLatch givenUp = new CountDownLatch(1);
        try (RawServer upstream = RawServer.start(connection -> {
                    try {
                        connection.awaitEnd();
                    } finally {
                        givenUp.countDown();
                    }
                });
                TestGateway patient = TestGateway.to(upstream.url());
                RawClient caller = patient.connect()) {
            caller.send("POST /api/ HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
            Await.until("the upstream is called", () -> patient.pool().active() == 1);

            caller.send("no length\r\nhello\r\n");

            RawResponse answer = caller.receive();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains("bad-request", "chunk");
            assertThat(answer.field("connection")).isEqualTo("close");
            assertThat(caller.receiveRest().text()).isEmpty();
            // Another one may be dialed in its place, so the pool does not tell.
            assertThat(givenUp.await(20, TimeUnit.SECONDS))
                    .as("the upstream's connection is given up")
                    .isTrue();
        }
    }

    @Test
    void chunk_thatIsMalformedBehindAnotherRequest_leavesTheAnswerToThatOneWhole() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        try (RawServer upstream = RawServer.start(connection -> {
                    if (connection.next() != null) {
                        answer.await();
                        connection.write(RawServer.ok("first"));
                        connection.awaitEnd();
                    }
                });
                TestGateway patient = TestGateway.to(upstream.url());
                RawClient caller = patient.connect()) {
            caller.send("POST /api/ HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                    + "POST /api/ HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\nno length\r\n");
            Await.until("the first is there", () -> upstream.requests().size() == 1);

            answer.countDown();

            assertThat(caller.receiveRest().text()).doesNotContain("400 Bad Request");
        }
    }

    @Test
    void range_isServedByTheUpstream() throws Exception {
        RawResponse part = RawClient.exchange(
                gateway.port(), "GET /api/bytes/1000 HTTP/1.1\r\nHost: test\r\nRange: bytes=10-19\r\n\r\n");

        assertThat(part.status()).isEqualTo(206);
        assertThat(part.field("content-range")).isEqualTo("bytes 10-19/1000");
        PatternCheck check = new PatternCheck(10);
        check.accept(part.body());
        check.verifyEnd(20);
    }

    @Test
    void encodedBody_passesAsItIs() throws Exception {
        RawResponse direct = RawClient.exchange(demo.port(), RawClient.get("/gzip"));
        RawResponse through = RawClient.exchange(gateway.port(), RawClient.get("/api/gzip"));

        assertThat(through.field("content-encoding")).isEqualTo("gzip");
        assertThat(through.body()).isEqualTo(direct.body());
    }

    @Test
    void trailersOfAnAnswer_areRelayed() throws Exception {
        RawResponse answer = RawClient.exchange(gateway.port(), RawClient.get("/api/trailers"));

        assertThat(answer.text()).isEqualTo("one\ntwo\n");
        assertThat(answer.field("trailer")).isEqualTo("X-Lines");
        assertThat(answer.trailers()).hasSize(1);
        assertThat(answer.trailers().get(0).value()).isEqualTo("2");
    }

    private static byte[] slice(int offset, int size) {
        return new BytePattern()
                .slice(offset, Math.min(BytePattern.MAX_SLICE, size - offset))
                .getBytes();
    }

    private static void verify(InputStream in, int size) throws IOException {
        PatternCheck check = new PatternCheck();
        while (check.offset() < size) {
            byte[] part = in.readNBytes((int) Math.min(1 << 20, size - check.offset()));
            if (part.length == 0) {
                break;
            }
            check.accept(part);
        }
        check.verifyEnd(size);
    }

    private static CompletableFuture<Void> sending(Sending action) {
        return CompletableFuture.runAsync(() -> {
            try {
                action.run();
            } catch (IOException e) {
                throw new AssertionError("could not send", e);
            }
        });
    }

    private interface Sending {
        void run() throws IOException;
    }
}
