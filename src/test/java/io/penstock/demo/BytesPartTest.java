package io.penstock.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.penstock.testing.PatternCheck;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BytesPartTest {

    private static final int MEBIBYTE = 1 << 20;

    @RegisterExtension
    static final RunningDemo DEMO = new RunningDemo();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, BytePattern.MAX_SLICE, BytePattern.MAX_SLICE + 1, 3 * MEBIBYTE})
    void bytes_ofAnySize_areThePattern(int size) throws IOException {
        RawResponse answer = DEMO.get("/bytes/" + size);

        assertThat(answer.fields("Content-Length")).containsExactly(Integer.toString(size));
        verify(answer, 0, size);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3 * MEBIBYTE})
    void bytes_chunked_haveNoLength(int size) throws IOException {
        RawResponse answer = DEMO.get("/bytes/" + size + "?chunked=true");

        assertThat(answer.field("Content-Length")).isNull();
        assertThat(answer.fields("Transfer-Encoding")).containsExactly("chunked");
        verify(answer, 0, size);
    }

    @Test
    void bytes_range_isPartial() throws IOException {
        RawResponse answer = RawClient.exchange(
                DEMO.api().port(), "GET /bytes/1000 HTTP/1.1\r\nHost: test\r\nRange: bytes=100-299\r\n\r\n");

        assertThat(answer.status()).isEqualTo(206);
        assertThat(answer.field("Content-Range")).isEqualTo("bytes 100-299/1000");
        verify(answer, 100, 300);
    }

    @Test
    void bytes_rangeAfterTheEnd_isRefused() throws IOException {
        RawResponse answer = RawClient.exchange(
                DEMO.api().port(), "GET /bytes/1000 HTTP/1.1\r\nHost: test\r\nRange: bytes=1000-\r\n\r\n");

        assertThat(answer.status()).isEqualTo(416);
        assertThat(answer.field("Content-Range")).isEqualTo("bytes */1000");
    }

    @Test
    void bytes_conditionalRange_isWhole() throws IOException {
        RawResponse answer = RawClient.exchange(
                DEMO.api().port(),
                "GET /bytes/10 HTTP/1.1\r\nHost: test\r\nRange: bytes=1-2\r\nIf-Range: \"v1\"\r\n\r\n");

        assertThat(answer.status()).isEqualTo(200);
        verify(answer, 0, 10);
    }

    @Test
    void bytes_head_hasTheLengthAndNoBody() throws IOException {
        try (RawClient client = DEMO.connect()) {
            client.send("HEAD /bytes/12345 HTTP/1.1\r\nHost: test\r\n\r\n" + RawClient.get("/items/1"));

            assertThat(client.receiveAny(true).field("Content-Length")).isEqualTo("12345");
            assertThat(client.receive().body().toJsonObject().getInteger("id")).isEqualTo(1);
        }
    }

    @Test
    void bytes_callerThatDoesNotRead_isWaitedFor() throws IOException {
        int size = 64 * MEBIBYTE;
        try (RawClient client = RawClient.connect(DEMO.api().port(), 16 * 1024)) {
            client.send(RawClient.get("/bytes/" + size));
            client.receiveHead();

            // Alive while the other caller stalls, on the same event loop.
            assertThat(DEMO.get("/items/1").status()).isEqualTo(200);
            assertThat(DEMO.api().stats().getLong("bytesOut")).isLessThan(MEBIBYTE);

            PatternCheck check = new PatternCheck();
            while (check.offset() < size) {
                check.accept(client.input().readNBytes(MEBIBYTE));
            }
            check.verifyEnd(size);
        }
    }

    @Test
    void bytes_whoseEndLeavesBeforeTheReceiverIsReady_areNotTouchedAgain() throws IOException {
        List<Throwable> unhandled = new CopyOnWriteArrayList<>();
        DEMO.vertx().exceptionHandler(unhandled::add);
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                clients.add(DEMO.connect());
            }
            for (int round = 0; round < 25; round++) {
                for (RawClient client : clients) {
                    client.send(RawClient.get("/bytes/" + 4 * MEBIBYTE));
                }
                for (RawClient client : clients) {
                    verify(client.receive(), 0, 4 * MEBIBYTE);
                }
            }
        } finally {
            clients.forEach(RawClient::close);
            DEMO.vertx().exceptionHandler(null);
        }

        assertThat(unhandled).isEmpty();
    }

    @Test
    void bytes_callerThatLeaves_areNoLongerInFlight() throws IOException {
        try (RawClient client = DEMO.connect()) {
            client.send(RawClient.get("/bytes/1073741824")).receiveHead();
            client.reset();
        }

        Await.until("nothing in flight", () -> DEMO.api().stats().getLong("inFlight") == 0);
    }

    private static void verify(RawResponse answer, long start, long end) {
        PatternCheck check = new PatternCheck(start);
        check.accept(answer.body());
        check.verifyEnd(end);
    }
}
