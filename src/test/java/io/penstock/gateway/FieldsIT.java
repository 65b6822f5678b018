package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.demo.DemoApi;
import io.penstock.demo.DemoOptions;
import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawField;
import io.penstock.testing.RawResponse;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which header fields pass, and how (RFC 9110, section 7.6). */
class FieldsIT {

    private static Vertx vertx;
    private static DemoApi demo;
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        demo = Await.get(DemoApi.start(vertx, DemoOptions.defaults()));
        gateway = TestGateway.to(
                demo.url(), "upstreams.plain.url", demo.url(), "upstreams.plain.rewriteLocation", "false");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        Await.get(demo.close());
        Await.get(vertx.close());
    }

    @Test
    void fieldsOfARequest_passInOrderWithoutThoseOfTheConnection() throws Exception {
        RawResponse seen = RawClient.exchange(
                gateway.port(),
                "GET /api/headers HTTP/1.1\r\nX-First: 1\r\nHost: caller.example\r\nConnection: X-Hop, keep-alive\r\n"
                        + "X-Hop: gone\r\nKeep-Alive: timeout=5\r\nProxy-Connection: keep-alive\r\nTE: trailers\r\n"
                        + "Proxy-Authorization: Basic eDp5\r\nPenstock-Max-Wait: 5s\r\nX-Twice: a\r\n"
                        + "Authorization: Bearer t\r\nX-Twice: b\r\nCookie: c=1\r\nx-lower: L\r\nX-Empty:\r\n\r\n");

        assertThat(received(seen))
                .containsExactly(
                        "host: 127.0.0.1:" + demo.port(),
                        "X-First: 1",
                        "X-Twice: a",
                        "Authorization: Bearer t",
                        "X-Twice: b",
                        "Cookie: c=1",
                        "x-lower: L",
                        "X-Empty: ",
                        "via: 1.1 penstock");
    }

    @Test
    void via_isAddedToWhatIsThere() throws Exception {
        RawResponse seen = RawClient.exchange(
                gateway.port(), "GET /api/headers HTTP/1.0\r\nHost: test\r\nVia: 1.1 earlier\r\n\r\n");

        assertThat(received(seen)).endsWith("Via: 1.1 earlier", "via: 1.0 penstock");
    }

    @Test
    void fieldsOfAnAnswer_passInOrderWithoutThoseOfTheConnection() throws Exception {
        try (RawServer upstream = RawServer.answering("HTTP/1.1 200 OK\r\nX-First: 1\r\nSet-Cookie: a=1\r\n"
                        + "Connection: keep-alive, X-Hop\r\nX-Hop: gone\r\nKeep-Alive: timeout=60\r\nX-Mid: 2\r\n"
                        + "Proxy-Authenticate: Basic\r\nSet-Cookie: b=2\r\nUpgrade: h2c\r\nContent-Length: 2\r\n"
                        + "Server: raw\r\n\r\nok");
                TestGateway toRaw = TestGateway.to(upstream.url())) {
            RawResponse answer = RawClient.exchange(toRaw.port(), RawClient.get("/api/x"));

            assertThat(answer.fields().stream().map(FieldsIT::text))
                    .containsExactly(
                            "X-First: 1",
                            "Set-Cookie: a=1",
                            "X-Mid: 2",
                            "Set-Cookie: b=2",
                            "Content-Length: 2",
                            "Server: raw",
                            "via: 1.1 penstock");
        }
    }

    @Test
    void repeatedFields_stayApart() throws Exception {
        RawResponse answer = RawClient.exchange(gateway.port(), RawClient.get("/api/cookies"));

        assertThat(answer.fields("set-cookie"))
                .containsExactly("session=abc; Path=/; HttpOnly", "theme=dark; Path=/; Max-Age=3600");
        assertThat(answer.fields("link"))
                .containsExactly("</items?offset=20>; rel=\"next\"", "</items>; rel=\"first\"");
    }

    @Test
    void location_underTheUpstreamsUrl_leadsBackThroughTheGateway() throws Exception {
        RawResponse redirect = RawClient.exchange(gateway.port(), RawClient.get("/api/redirect"));

        assertThat(redirect.status()).isEqualTo(302);
        assertThat(redirect.field("location")).isEqualTo("/api/items/1");
    }

    @Test
    void location_whereRewritingIsOff_passesUnchanged() throws Exception {
        RawResponse redirect = RawClient.exchange(gateway.port(), RawClient.get("/plain/redirect"));

        assertThat(redirect.field("location")).isEqualTo(demo.url() + "/items/1");
    }

    @Test
    void location_ofAnotherHost_passesUnchanged() throws Exception {
        String location = "https://elsewhere.example/items/1";
        try (RawServer upstream = RawServer.answering(
                        "HTTP/1.1 302 Found\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n");
                TestGateway toRaw = TestGateway.to(upstream.url())) {
            RawResponse redirect = RawClient.exchange(toRaw.port(), RawClient.get("/api/x"));

            assertThat(redirect.field("location")).isEqualTo(location);
        }
    }

    @Test
    void upgradeToWebSocket_isRefused() throws Exception {
        RawResponse refused = RawClient.exchange(
                gateway.port(),
                "GET /api/items/1 HTTP/1.1\r\nHost: test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");

        assertThat(refused.status()).isEqualTo(501);
        assertThat(refused.text()).contains("urn:penstock:problem:upgrade-unsupported");
    }

    private static List<String> received(RawResponse headersAnswer) {
        assertThat(headersAnswer.status()).isEqualTo(200);
        JsonArray fields = headersAnswer.body().toJsonObject().getJsonArray("headers");
        return fields.stream()
                .map(JsonArray.class::cast)
                .map(field -> field.getString(0) + ": " + field.getString(1))
                .toList();
    }

    private static String text(RawField field) {
        return field.name() + ": " + field.value();
    }
}
