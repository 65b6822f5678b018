package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.demo.DemoApi;
import io.penstock.demo.DemoOptions;
import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawResponse;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers whose form is special, to callers of every version of HTTP/1. */
class AnswersIT {

    private static Vertx vertx;
    private static DemoApi demo;
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        demo = Await.get(DemoApi.start(vertx, DemoOptions.defaults()));
        gateway = TestGateway.to(demo.url());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        Await.get(demo.close());
        Await.get(vertx.close());
    }

    @Test
    void head_ofAnAnswerWithALength_keepsTheLengthAndHasNoBody() throws Exception {
        try (RawClient caller = gateway.connect()) {
            RawResponse head = caller.send(request("HEAD", "/api/bytes/1234", "HTTP/1.1", ""))
                    .receiveAny(true);

            assertThat(head.status()).isEqualTo(200);
            assertThat(head.field("content-length")).isEqualTo("1234");
            assertInStep(caller);
        }
    }

    @Test
    void head_ofAnAnswerWithoutALength_getsNone() throws Exception {
        try (RawClient caller = gateway.connect()) {
            RawResponse head = caller.send(request("HEAD", "/api/bytes/1234?chunked=true", "HTTP/1.1", ""))
                    .receiveAny(true);

            assertThat(head.status()).isEqualTo(200);
            assertThat(head.field("content-length")).isNull();
            assertInStep(caller);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void answer_thatCannotHaveABody_getsNoContentLength(int status) throws Exception {
        try (RawClient caller = gateway.connect()) {
            RawResponse answer =
                    caller.send(RawClient.get("/api/status/" + status)).receive();

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.field("content-length")).isNull();
            assertThat(answer.field("transfer-encoding")).isNull();
            assertInStep(caller);
        }
    }

    @Test
    void notModified_withTheLengthOfWhatWasNotSent_keepsIt() throws Exception {
        try (RawServer upstream =
                        RawServer.answering("HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\nContent-Length: 99\r\n\r\n");
                TestGateway toRaw = TestGateway.to(upstream.url());
                RawClient caller = toRaw.connect()) {
            RawResponse answer = caller.send(RawClient.get("/api/x")).receive();

            assertThat(answer.status()).isEqualTo(304);
            assertThat(answer.field("content-length")).isEqualTo("99");
            assertThat(answer.field("etag")).isEqualTo("\"1\"");
            assertThat(caller.send(RawClient.get("/api/x")).receive().status()).isEqualTo(304);
        }
    }

    @Test
    void callerOfHttp10_withALength_getsItAndTheEndOfTheConnection() throws Exception {
        try (RawClient caller = gateway.connect()) {
            caller.send(request("GET", "/api/bytes/5000", "HTTP/1.0", ""));
            RawResponse answer = caller.receive();

            assertThat(answer.field("content-length")).isEqualTo("5000");
            assertThat(answer.body().length()).isEqualTo(5_000);
            assertClosed(caller);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Connection: keep-alive\r\n"})
    void callerOfHttp10_withoutALength_getsTheBodyUpToTheEndOfTheConnection(String asked) throws Exception {
        try (RawClient caller = gateway.connect()) {
            caller.send(request("GET", "/api/bytes/5000?chunked=true", "HTTP/1.0", asked));
            RawResponse head = caller.receiveHead();
            RawClient.Rest body = caller.receiveRest();

            assertThat(head.field("transfer-encoding")).isNull();
            assertThat(head.field("content-length")).isNull();
            assertThat(head.field("connection")).isNotEqualTo("keep-alive");
            assertThat(body.bytes().length()).isEqualTo(5_000);
            assertThat(body.ending()).isEqualTo(RawClient.Ending.CLOSED);
        }
    }

    @Test
    void callerOfHttp10_thatKeepsAlive_isServedAgain() throws Exception {
        try (RawClient caller = gateway.connect()) {
            String request = request("GET", "/api/items/7", "HTTP/1.0", "Connection: keep-alive\r\n");
            assertThat(caller.send(request).receive().field("connection")).isEqualToIgnoringCase("keep-alive");
            assertThat(caller.send(request).receive().status()).isEqualTo(200);
        }
    }

    @Test
    void callerOfHttp10_whoseAnswerIsLateInComing_getsItsHeadFirst() throws Exception {
        try (RawClient caller = gateway.connect()) {
            caller.send(request("GET", "/api/events?count=2&every=20", "HTTP/1.0", ""));

            assertThat(caller.receiveHead().field("content-type")).isEqualTo("text/event-stream");
            assertThat(caller.receiveRest().text()).contains("id: 2\n");
        }
    }

    @Test
    void callerThatAsksToClose_isToldAndClosed() throws Exception {
        try (RawClient caller = gateway.connect()) {
            RawResponse answer = caller.send(request("GET", "/api/items/7", "HTTP/1.1", "Connection: close\r\n"))
                    .receive();

            assertThat(answer.field("connection")).isEqualToIgnoringCase("close");
            assertThat(answer.text()).contains("\"id\"");
            assertClosed(caller);
        }
    }

    @Test
    void requestsInARow_areAnsweredInTheirOrder() throws Exception {
        try (RawClient caller = gateway.connect()) {
            caller.send(RawClient.get("/api/slow/100")
                    + RawClient.json("POST", "/api/echo", "{\"second\":2}")
                    + RawClient.get("/nowhere")
                    + RawClient.get("/api/bytes/3?chunked=true")
                    + RawClient.get("/api/slow/1"));

            assertThat(caller.receive().text()).contains("100");
            assertThat(caller.receive().text()).contains("second");
            assertThat(caller.receive().status()).isEqualTo(404);
            assertThat(caller.receive().body().length()).isEqualTo(3);
            assertThat(caller.receive().text()).contains(":1}");
        }
    }

    @Test
    void event_reachesTheCallerWhileTheStreamStaysOpen() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (RawServer upstream = RawServer.start(connection -> {
                    if (connection.next() == null) {
                        return;
                    }
                    connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n");
                    assertThat(seen.await(10, TimeUnit.SECONDS)).isTrue();
                    connection.write("9\r\ndata: 2\n\n\r\n0\r\n\r\n");
                    connection.hold();
                });
                TestGateway toRaw = TestGateway.to(upstream.url());
                RawClient caller = toRaw.connect()) {
            caller.send(RawClient.get("/api/events"));
            assertThat(caller.receiveHead().field("content-type")).isEqualTo("text/event-stream");

            assertThat(new String(caller.input().readNBytes(14), StandardCharsets.UTF_8))
                    .isEqualTo("9\r\ndata: 1\n\n\r\n");
            seen.countDown();
            assertThat(new String(caller.input().readNBytes(19), StandardCharsets.UTF_8))
                    .isEqualTo("9\r\ndata: 2\n\n\r\n0\r\n\r\n");
        }
    }

    @Test
    void headOfAnAnswer_whoseBodyIsLate_reachesTheCaller() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (RawServer upstream = RawServer.start(connection -> {
                    if (connection.next() == null) {
                        return;
                    }
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n");
                    assertThat(seen.await(10, TimeUnit.SECONDS)).isTrue();
                    connection.write("late");
                    connection.hold();
                });
                TestGateway toRaw = TestGateway.to(upstream.url());
                RawClient caller = toRaw.connect()) {
            caller.send(RawClient.get("/api/x"));
            assertThat(caller.receiveHead().status()).isEqualTo(200);
            seen.countDown();
            assertThat(new String(caller.input().readNBytes(4), StandardCharsets.UTF_8))
                    .isEqualTo("late");
        }
    }

    private static String request(String method, String target, String version, String fields) {
        return method + " " + target + " " + version + "\r\nHost: test\r\n" + fields + "\r\n";
    }

    /** The next answer is the one to the next request. */
    private static void assertInStep(RawClient caller) throws Exception {
        assertThat(caller.send(RawClient.get("/api/slow/0")).receive().text()).contains("waitedMs");
    }

    private static void assertClosed(RawClient caller) throws Exception {
        assertThat(caller.receiveRest()).isEqualTo(new RawClient.Rest(Buffer.buffer(), RawClient.Ending.CLOSED));
    }
}
