package io.penstock.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawField;
import io.penstock.testing.RawResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The endpoints whose answers have a form of their own: timing, status, events, echo, shapes. */
class AnswersTest {

    @RegisterExtension
    static final RunningDemo DEMO = new RunningDemo();

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void slow_answersInTheEnd(int millis) throws IOException {
        assertThat(DEMO.get("/slow/" + millis).body().toJsonObject().getInteger("waitedMs"))
                .isEqualTo(millis);
    }

    @Test
    void slow_callerThatLeaves_isNotWaitedFor() throws IOException {
        try (RawClient client = DEMO.connect()) {
            client.send(RawClient.get("/slow/600000"));
            Await.until("the request to be in flight", () -> DEMO.api().stats().getLong("inFlight") == 1);
        }

        Await.until("nothing in flight", () -> DEMO.api().stats().getLong("inFlight") == 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 400, 404, 418, 429, 500, 503, 599})
    void status_withContent_isFramedByLength(int status) throws IOException {
        RawResponse answer = DEMO.get("/status/" + status);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().toJsonObject().getInteger("status")).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 205, 304})
    void status_withoutContent_leavesTheConnectionInOrder(int status) throws IOException {
        try (RawClient client = DEMO.connect()) {
            client.send(RawClient.get("/status/" + status) + RawClient.get("/items/1"));

            RawResponse answer = client.receive();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.field("Transfer-Encoding")).isNull();
            assertThat(client.receive().status()).isEqualTo(200);
        }
    }

    @Test
    void status_retryAfter_isGiven() throws IOException {
        assertThat(DEMO.get("/status/429?retryAfter=7").field("Retry-After")).isEqualTo("7");
    }

    @Test
    void events_counted_endAfterThem() throws IOException {
        RawResponse answer = DEMO.get("/events?count=2&every=1");

        assertThat(answer.field("Content-Type")).isEqualTo("text/event-stream");
        assertThat(answer.text())
                .isEqualTo("id: 1\nevent: tick\ndata: {\"tick\":1}\n\nid: 2\nevent: tick\ndata: {\"tick\":2}\n\n");
    }

    @Test
    void events_lastEventId_goOnAfterIt() throws IOException {
        RawResponse answer = RawClient.exchange(
                DEMO.api().port(), "GET /events?count=1&every=1 HTTP/1.1\r\nHost: test\r\nLast-Event-ID: 41\r\n\r\n");

        assertThat(answer.text()).startsWith("id: 42\n");
    }

    @Test
    void events_endless_endWhenTheCallerLeaves() throws IOException {
        try (RawClient client = DEMO.connect()) {
            RawResponse head = client.send(RawClient.get("/events?every=1")).receiveHead();

            assertThat(head.status()).isEqualTo(200);
            assertThat(client.input().readNBytes(1_000)).hasSize(1_000);
        }

        Await.until("nothing in flight", () -> DEMO.api().stats().getLong("inFlight") == 0);
    }

    @Test
    void echo_knownLength_keepsIt() throws IOException {
        RawResponse answer = RawClient.exchange(
                DEMO.api().port(),
                "PUT /echo HTTP/1.1\r\nHost: test\r\nContent-Type: text/x-test\r\nContent-Length: 5\r\n"
                        + "Authorization: Bearer abc\r\n\r\nhello");

        assertThat(answer.text()).isEqualTo("hello");
        assertThat(answer.fields("Content-Length")).containsExactly("5");
        assertThat(answer.field("Content-Type")).isEqualTo("text/x-test");
        assertThat(answer.field("X-Echo-Method")).isEqualTo("PUT");
        assertThat(answer.field("X-Echo-Authorization")).isEqualTo("Bearer abc");
    }

    @Test
    void echo_chunked_streamsBeforeTheRequestEnds() throws IOException {
        try (RawClient client = DEMO.connect()) {
            client.send("POST /echo HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
            assertThat(client.receiveHead().field("Transfer-Encoding")).isEqualTo("chunked");
            assertThat(new String(client.input().readNBytes(10), StandardCharsets.UTF_8))
                    .isEqualTo("5\r\nhello\r\n");

            client.send("0\r\n\r\n");
            assertThat(new String(client.input().readNBytes(5), StandardCharsets.UTF_8))
                    .isEqualTo("0\r\n\r\n");
        }
    }

    @Test
    void echo_expectContinue_isAskedToGoOn() throws IOException {
        try (RawClient client = DEMO.connect()) {
            client.send("POST /echo HTTP/1.1\r\nHost: test\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            assertThat(client.receiveAny(false).status()).isEqualTo(100);

            assertThat(client.send("ok").receive().text()).isEqualTo("ok");
        }
    }

    @Test
    void headers_areGivenAsReceived() throws IOException {
        JsonObject head = RawClient.exchange(
                        DEMO.api().port(),
                        "DELETE /headers?a=%20b HTTP/1.1\r\nHost: test\r\nX-B: 1\r\nx-a: 2\r\nX-B: 3\r\n"
                                + "Content-Length: 4\r\n\r\nbody")
                .body()
                .toJsonObject();

        assertThat(head.getString("method")).isEqualTo("DELETE");
        assertThat(head.getString("uri")).isEqualTo("/headers?a=%20b");
        assertThat(head.getString("version")).isEqualTo("http/1.1");
        assertThat(head.getJsonArray("headers").stream()
                        .map(field -> (JsonArray) field)
                        .map(field -> new RawField(field.getString(0), field.getString(1))))
                .containsExactly(
                        new RawField("Host", "test"),
                        new RawField("X-B", "1"),
                        new RawField("x-a", "2"),
                        new RawField("X-B", "3"),
                        new RawField("Content-Length", "4"));
    }

    @Test
    void redirect_isAbsolute() throws IOException {
        RawResponse answer = DEMO.get("/redirect");

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.field("Location")).isEqualTo("http://test/items/1");
    }

    @Test
    void cookies_areFieldsOfTheirOwn() throws IOException {
        RawResponse answer = DEMO.get("/cookies");

        assertThat(answer.fields("Set-Cookie"))
                .containsExactly("session=abc; Path=/; HttpOnly", "theme=dark; Path=/; Max-Age=3600");
        assertThat(answer.fields("Link"))
                .containsExactly("</items?offset=20>; rel=\"next\"", "</items>; rel=\"first\"");
    }

    @Test
    void trailers_followTheBody() throws IOException {
        RawResponse answer = DEMO.get("/trailers");

        assertThat(answer.text()).isEqualTo("one\ntwo\n");
        assertThat(answer.trailers()).containsExactly(new RawField("X-Lines", "2"));
    }

    @Test
    void gzip_isEncoded() throws IOException {
        RawResponse answer = DEMO.get("/gzip");

        assertThat(answer.field("Content-Encoding")).isEqualTo("gzip");
        byte[] decoded =
                new GZIPInputStream(new ByteArrayInputStream(answer.body().getBytes())).readAllBytes();
        assertThat(new JsonObject(new String(decoded, StandardCharsets.UTF_8)).getString("encoded"))
                .startsWith("penstock penstock");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/items/1", "/items", "/events", "/gzip", "/trailers", "/slow/1", "/stats"})
    void head_hasNoBody(String target) throws IOException {
        try (RawClient client = DEMO.connect()) {
            client.send("HEAD " + target + " HTTP/1.1\r\nHost: test\r\n\r\n" + RawClient.get("/items/1"));

            assertThat(client.receiveAny(true).status()).isEqualTo(200);
            assertThat(client.receive().body().toJsonObject().getInteger("id")).isEqualTo(1);
        }
    }
}
