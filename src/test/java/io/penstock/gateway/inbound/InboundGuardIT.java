package io.penstock.gateway.inbound;

import static io.penstock.testing.RawClient.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawResponse;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InboundGuardIT {

    private GuardedServer server = new GuardedServer();

    @BeforeEach
    void startsClean() {
        assertThat(server.connections.open()).isZero();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                arguments(400, "folded field", "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n"),
                arguments(400, "space before the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
                arguments(400, "space before the colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n"),
                arguments(400, "bad name", "GET / HTTP/1.1\r\nHost: a\r\nX(y): b\r\n\r\n"),
                arguments(400, "no host", "GET / HTTP/1.1\r\nX: a\r\n\r\n"),
                arguments(400, "two hosts", "GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n"),
                arguments(400, "bad host", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
                arguments(
                        400,
                        "two framings",
                        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n"),
                arguments(400, "two lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\na"),
                arguments(400, "chunks in 1.0", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"),
                arguments(400, "another version", "GET / HTTP/2.0\r\nHost: a\r\n\r\n"),
                arguments(400, "almost HTTP/2", "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n"),
                arguments(400, "asterisk", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"),
                arguments(400, "another authority", "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n"),
                arguments(405, "trace", "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n"),
                arguments(405, "connect", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"),
                arguments(414, "9 KiB request line", get("/" + "a".repeat(9 * 1024))),
                arguments(417, "expectation", "POST / HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\n\r\n"),
                arguments(431, "20 KiB head", "GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(20 * 1024) + "\r\n\r\n"),
                arguments(431, "101 fields", "GET / HTTP/1.1\r\nHost: a\r\n" + "X: a\r\n".repeat(100) + "\r\n"),
                arguments(501, "gzip coding", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"),
                arguments(501, "unknown method", "BREW / HTTP/1.1\r\nHost: a\r\n\r\n"),
                arguments(
                        501,
                        "websocket",
                        "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource
    void refused(int status, String what, String request) throws IOException {
        assertThat(RawClient.exchange(server.port(), request).status()).as(what).isEqualTo(status);

        assertThat(server.served).isEmpty();
    }

    @Test
    void refusedHead_isFollowedByAnother_neitherIsServed() throws IOException {
        try (RawClient client = server.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n" + get("/smuggled"));

            assertThat(client.receive().status()).isEqualTo(400);
            assertThat(client.receiveRest().text()).isEmpty();
        }
        assertThat(server.served).isEmpty();
    }

    @Test
    void badHeadAfterGoodOnes_goodOnesAreAnsweredFirst() throws IOException {
        try (RawClient client = server.connect()) {
            client.send(get("/1") + get("/2") + "GET /3 HTTP/1.1\r\n\r\n" + get("/4"));

            assertThat(client.receive().text()).isEqualTo("/1 ");
            assertThat(client.receive().text()).isEqualTo("/2 ");
            assertThat(client.receive().status()).isEqualTo(400);
            assertThat(client.receiveRest().text()).isEmpty();
        }
        assertThat(server.targets()).containsExactly("/1", "/2");
    }

    @Test
    void bodyThatLooksLikeAHead_staysABody() throws IOException {
        String body = "TRACE / HTTP/1.1\r\n folded\r\n\r\n";
        String chunk = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
        try (RawClient client = server.connect()) {
            client.send("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk
                    + "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n" + body
                    + get("/c"));

            assertThat(client.receive().text()).isEqualTo("/a " + body);
            assertThat(client.receive().text()).isEqualTo("/b " + body);
            assertThat(client.receive().text()).isEqualTo("/c ");
        }
    }

    @Test
    void upgradeToH2cOffered_isIgnoredAndServed() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/a"))
                .build();

        // The JDK's client offers h2c with its first request unless it is told not to.
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(server.served.get(0).headers().names()).doesNotContain("Upgrade", "HTTP2-Settings");
    }

    @Test
    void http2ByPriorKnowledge_isServed() {
        assertThat(call(overHttp2())).isEqualTo("HTTP_2 /a ");
    }

    @Test
    void http2_isIdle_isClosed() {
        call(overHttp2());

        server.advance(GuardedServer.IDLE);

        Await.until("the connection is closed", () -> server.connections.open() == 0);
    }

    @Test
    void headIsSlow_answers408AndCloses() throws IOException {
        try (RawClient client = server.connect()) {
            client.send(get("/first"));
            assertThat(client.receive().status()).isEqualTo(200);
            InboundConnection connection =
                    InboundGuard.connection(server.served.get(0).connection());
            client.send("GET /slow HTTP/1.1\r\nHost");
            Await.until("a part of the head is here", () -> Await.get(server.onLoop(connection::headBegun)));

            server.advance(GuardedServer.HEAD_TIMEOUT);

            RawResponse answer = client.receive();
            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.field("Connection")).isEqualTo("close");
            assertThat(answer.field("Content-Type")).isEqualTo("application/problem+json");
            assertThat(answer.text()).startsWith("caller-too-slow: ");
            assertThat(client.receiveRest().text()).isEmpty();
        }
    }

    @Test
    void nothingIsSent_closesWithoutAnswer() throws IOException {
        try (RawClient client = server.connect()) {
            Await.until("the connection is accepted", () -> server.connections.open() == 1);

            server.advance(GuardedServer.HEAD_TIMEOUT);

            assertThat(client.receiveRest()).isEqualTo(closedWith(""));
        }
    }

    @Test
    void idleTimeout_countsBetweenExchangesOnly() throws IOException {
        try (RawClient client = server.connect()) {
            client.send(get("/held"));
            server.awaitServed(1);
            server.advance(GuardedServer.IDLE.multipliedBy(10));
            server.release(server.served.get(0));
            assertThat(client.receive().text()).isEqualTo("released");
            assertThat(client.send(get("/a")).receive().text()).isEqualTo("/a ");

            server.advance(GuardedServer.IDLE);

            assertThat(client.receiveRest()).isEqualTo(closedWith(""));
        }
    }

    @Test
    void pipelinedHeadIsUnfinished_exchangeBeforeItIsNotDisturbed() throws IOException {
        try (RawClient client = server.connect()) {
            client.send(get("/held") + "GET /next HTTP/1.1\r\n");
            server.awaitServed(1);
            server.advance(GuardedServer.IDLE);
            server.release(server.served.get(0));

            assertThat(client.receive().text()).isEqualTo("released");
            assertThat(client.send("Host: a\r\n\r\n").receive().text()).isEqualTo("/next ");
        }
    }

    @Test
    void callerTakesNoAnswer_isCutWhenIdle() throws IOException {
        try (RawClient client = server.connect()) {
            client.send(get("/large"));
            server.awaitServed(1);
            InboundConnection connection =
                    InboundGuard.connection(server.served.get(0).connection());
            Await.until("the answer is written", () -> Await.get(server.onLoop(connection::exchanges)) == 0);

            server.advance(GuardedServer.IDLE);

            Await.until("the connection is closed", () -> server.connections.open() == 0);
        }
    }

    @Test
    void tls_bothVersionsAreGuarded() {
        server.close();
        server = new GuardedServer(GuardedServer.tls(), 1);
        HttpClientOptions options =
                new HttpClientOptions().setSsl(true).setTrustAll(true).setVerifyHost(false);

        assertThat(call(new HttpClientOptions(options).setProtocolVersion(HttpVersion.HTTP_1_1)))
                .isEqualTo("HTTP_1_1 /a ");
        Await.until("the connection is given back", () -> server.connections.open() == 0);
        assertThat(call(new HttpClientOptions(options)
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setUseAlpn(true)))
                .isEqualTo("HTTP_2 /a ");
    }

    @Test
    void tls_badHead_isRefused() throws Exception {
        server.close();
        server = new GuardedServer(GuardedServer.tls(), 1);
        try (RawClient client = RawClient.over(GuardedServer.trustingSocket(server.port()))) {
            assertThat(client.send("GET / HTTP/1.1\r\n Host: a\r\n\r\n")
                            .receive()
                            .status())
                    .isEqualTo(400);
        }
    }

    @Test
    void tls_tooManyConnections_answers503() throws Exception {
        server.close();
        server = new GuardedServer(GuardedServer.tls(), 0);
        try (RawClient client = RawClient.over(GuardedServer.trustingSocket(server.port()))) {
            assertThat(client.receive().status()).isEqualTo(503);
        }
    }

    @Test
    void tooManyConnections_answers503UntilOneCloses() throws IOException {
        server.close();
        server = new GuardedServer(new HttpServerOptions(), 1);
        try (RawClient first = server.connect()) {
            assertThat(first.send(get("/1")).receive().status()).isEqualTo(200);
            try (RawClient second = server.connect()) {
                RawResponse answer = second.send(get("/2")).receive();

                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.field("Retry-After")).isEqualTo("1");
                assertThat(answer.field("Connection")).isEqualTo("close");
                assertThat(answer.text()).startsWith("too-many-connections: ");
                assertThat(second.receiveRest()).isEqualTo(closedWith(""));
            }
            assertThat(server.connections.open()).isEqualTo(1);
        }
        Await.until("the first connection is given back", () -> server.connections.open() == 0);
        assertThat(RawClient.exchange(server.port(), get("/3")).status()).isEqualTo(200);
        assertThat(server.targets()).containsExactly("/1", "/3");
    }

    @Test
    void refusedConnectionStaysOpen_isClosedAfterASecond() throws IOException {
        server.close();
        server = new GuardedServer(new HttpServerOptions(), 0);
        try (RawClient client = server.connect()) {
            assertThat(client.receive().status()).isEqualTo(503);
            assertThat(client.receiveRest()).isEqualTo(closedWith(""));

            server.advance(Duration.ofSeconds(1));

            Await.until("what is sent meets a closed connection", () -> isBroken(client));
        }
    }

    private static HttpClientOptions overHttp2() {
        return new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false);
    }

    private String call(HttpClientOptions options) {
        HttpClientAgent client =
                server.vertx.createHttpClient(options.setKeepAlive(options.getProtocolVersion() == HttpVersion.HTTP_2));
        return Await.get(Await.onLoop(
                server.vertx,
                () -> client.request(HttpMethod.GET, server.port(), "127.0.0.1", "/a")
                        .compose(request -> request.send())
                        .compose(response -> response.body().map(text -> response.version() + " " + text))));
    }

    private static boolean isBroken(RawClient client) {
        try {
            client.send("x");
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static RawClient.Rest closedWith(String text) {
        return new RawClient.Rest(Buffer.buffer(text), RawClient.Ending.CLOSED);
    }
}
