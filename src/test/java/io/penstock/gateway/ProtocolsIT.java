package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.penstock.demo.DemoApi;
import io.penstock.demo.DemoOptions;
import io.penstock.testing.Await;
import io.penstock.testing.PatternCheck;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers of HTTP/2, in clear text by prior knowledge, and of TLS, where ALPN decides (RFC 7301). */
class ProtocolsIT {

    private static Vertx vertx;
    private static DemoApi demo;
    private static TestGateway plain;
    private static TestGateway secure;
    private static X509Bundle certificate;
    private static HttpClient http2;

    @TempDir
    private static Path directory;

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        demo = Await.get(DemoApi.start(vertx, DemoOptions.defaults()));
        plain = TestGateway.to(demo.url(), ".maxRequestBody", "1MiB", "server.stall", "300ms");
        certificate = new CertificateBuilder()
                .subject("CN=localhost")
                .addSanDnsName("localhost")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Path cert = Files.writeString(directory.resolve("cert.pem"), certificate.getCertificatePEM());
        Path key = Files.writeString(directory.resolve("key.pem"), certificate.getPrivateKeyPEM());
        secure = TestGateway.to(
                demo.url(), "server.tls.certFile", cert.toString(), "server.tls.keyFile", key.toString());
        http2 = vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(plain.port()));
    }

    @AfterAll
    static void stop() {
        Await.get(http2.close());
        plain.close();
        secure.close();
        Await.get(demo.close());
        Await.get(vertx.close());
    }

    @AfterEach
    void nothingIsLeftInFlight() {
        Await.until("the pool is at rest", () -> plain.pool().active() == 0);
    }

    @Test
    void get_overHttp2_isAnswered() {
        Reply reply = Await.get(
                Await.onLoop(vertx, () -> send(HttpMethod.GET, "/api/items/7").compose(ProtocolsIT::reply)));

        assertThat(reply.head().version()).isEqualTo(HttpVersion.HTTP_2);
        assertThat(reply.head().statusCode()).isEqualTo(200);
        assertThat(reply.head().getHeader("via")).isEqualTo("1.1 penstock");
        assertThat(reply.body().toJsonObject().getInteger("id")).isEqualTo(7);
    }

    @Test
    void manyCalls_overOneConnection_runSideBySide() {
        List<Future<Buffer>> calls = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String path = "/api/bytes/" + i * 1_000;
            calls.add(Await.onLoop(
                    vertx,
                    () -> send(HttpMethod.GET, path)
                            .compose(HttpClientRequest::send)
                            .compose(HttpClientResponse::body)));
        }
        Await.get(Future.all(calls));

        for (int i = 0; i < 50; i++) {
            PatternCheck check = new PatternCheck();
            check.accept(calls.get(i).result());
            check.verifyEnd(i * 1_000L);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_537, 1 << 20})
    void body_overHttp2_comesBackWhole(int size) {
        Buffer sent = Buffer.buffer(new byte[size]);
        Buffer echoed = Await.get(Await.onLoop(
                vertx,
                () -> send(HttpMethod.POST, "/api/echo")
                        .compose(request -> request.setChunked(true).send(sent))
                        .compose(HttpClientResponse::body)));

        assertThat(echoed).isEqualTo(sent);
    }

    @Test
    void trailers_overHttp2_areRelayed() {
        Reply reply = Await.get(
                Await.onLoop(vertx, () -> send(HttpMethod.GET, "/api/trailers").compose(ProtocolsIT::reply)));

        assertThat(reply.head().getTrailer("x-lines")).isEqualTo("2");
    }

    @Test
    void head_overHttp2_hasNoBody() {
        for (String path : List.of("/api/bytes/5", "/nowhere")) {
            Reply reply = Await.get(
                    Await.onLoop(vertx, () -> send(HttpMethod.HEAD, path).compose(ProtocolsIT::reply)));
            assertThat(reply.body().length()).isZero();
        }
    }

    @Test
    void bodyThatGrowsTooLong_overHttp2_isRefusedAndTheConnectionStays() {
        HttpClientResponse answer = Await.get(send(HttpMethod.POST, "/api/orders")
                .compose(request -> request.setChunked(true).send(Buffer.buffer(new byte[(1 << 20) + 1]))));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(Await.get(send(HttpMethod.GET, "/api/items/1").compose(HttpClientRequest::send))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void bodyThatNeverShows_overHttp2_isAnswered408() {
        HttpClientRequest request = Await.get(send(HttpMethod.POST, "/api/echo"));
        // It is told that its body is no longer wanted.
        request.exceptionHandler(reset -> {});
        Await.get(request.setChunked(true).sendHead());

        assertThat(Await.get(request.response()).statusCode()).isEqualTo(408);
    }

    @Test
    void expectContinue_overHttp2WithoutALength_isAnsweredByTheUpstream() {
        HttpClientRequest request = Await.get(send(HttpMethod.POST, "/api/echo"));
        request.putHeader(HttpHeaders.EXPECT, HttpHeaders.CONTINUE).setChunked(true);
        request.continueHandler(go -> request.end("hello"));
        Future<Buffer> body = request.response().compose(HttpClientResponse::body);
        Await.get(request.sendHead());

        assertThat(Await.get(body).toString()).isEqualTo("hello");
    }

    @Test
    void stream_thatIsReset_endsTheUpstreamsRequest() {
        HttpClientRequest request = Await.get(send(HttpMethod.GET, "/api/slow/600000"));
        Future<HttpClientResponse> answer = request.send();
        Await.until("the request is in flight", () -> demo.stats().getLong("inFlight") == 1);
        request.reset();

        assertThat(Await.failure(answer)).isInstanceOf(StreamResetException.class);
        Await.until("the upstream's request has ended", () -> demo.stats().getLong("inFlight") == 0);
    }

    @Test
    void answer_thatBreaks_overHttp2_resetsTheStreamOnly() throws Exception {
        try (RawServer upstream = RawServer.start(connection -> {
                    connection.next();
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\npart");
                });
                TestGateway gateway = TestGateway.to(upstream.url())) {
            Future<Buffer> body = Await.onLoop(
                    vertx,
                    () -> http2.request(options(HttpMethod.GET, "/api/x").setPort(gateway.port()))
                            .compose(HttpClientRequest::send)
                            .compose(HttpClientResponse::body));

            assertThat(Await.failure(body)).isInstanceOf(StreamResetException.class);
        }
    }

    @Test
    void callerOfHttp2_thatDoesNotRead_isCutAndTheOthersAreNot() {
        HttpClientResponse stalled = Await.get(Await.onLoop(
                vertx,
                () -> send(HttpMethod.GET, "/api/bytes/100000000")
                        .compose(HttpClientRequest::send)
                        .onSuccess(head -> head.pause().exceptionHandler(reset -> {}))));
        Await.until("the stalled exchange has ended", () -> plain.pool().active() == 0);

        assertThat(Await.get(send(HttpMethod.GET, "/api/items/1").compose(HttpClientRequest::send))
                        .statusCode())
                .isEqualTo(200);
        stalled.resume();
        assertThat(Await.failure(stalled.end())).isInstanceOf(StreamResetException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tls_withAlpn_speaksWhatTheCallerKnows(boolean knowsHttp2) throws Exception {
        HttpVersion expected = knowsHttp2 ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1;
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setProtocolVersion(expected)
                .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(certificate.getCertificatePEM()))));
        try {
            Reply reply = Await.get(Await.onLoop(
                    vertx,
                    () -> client.request(HttpMethod.GET, secure.port(), "localhost", "/api/items/7")
                            .compose(ProtocolsIT::reply)));

            assertThat(reply.head().version()).isEqualTo(expected);
            assertThat(reply.head().statusCode()).isEqualTo(200);
            assertThat(reply.body().toJsonObject().getInteger("id")).isEqualTo(7);
        } finally {
            Await.get(client.close());
        }
    }

    private static Future<Reply> reply(HttpClientRequest request) {
        return request.send().compose(head -> head.body().map(body -> new Reply(head, body)));
    }

    private record Reply(HttpClientResponse head, Buffer body) {}

    private static Future<HttpClientRequest> send(HttpMethod method, String target) {
        return http2.request(options(method, target));
    }

    private static RequestOptions options(HttpMethod method, String target) {
        return new RequestOptions()
                .setMethod(method)
                .setHost("127.0.0.1")
                .setPort(plain.port())
                .setURI(target);
    }
}
