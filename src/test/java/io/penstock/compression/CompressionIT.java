package io.penstock.compression;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.compression.Upstreams.Canned;
import io.penstock.config.CompressionConfig.Coding;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawResponse;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which answers are compressed and what their heads say, through a real gateway over real sockets. */
class CompressionIT {

    private static final byte[] LARGE = Upstreams.json(300_000);
    private static final byte[] MIDDLE = Upstreams.json(5_000);
    private static final byte[] SMALL = Upstreams.json(500);
    private static final String JSON = "application/json; charset=utf-8";

    private static RawServer upstream;
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws IOException {
        Libraries.load(List.of(Coding.values()));
        upstream = Upstreams.serving(Map.ofEntries(
                Map.entry("/large", Canned.ok(JSON, LARGE, "ETag: \"v1\"", "Accept-Ranges: bytes", "Vary: Origin")),
                Map.entry("/middle", Canned.ok(JSON, MIDDLE)),
                Map.entry("/small", Canned.ok(JSON, SMALL)),
                Map.entry("/empty", Canned.ok(JSON, new byte[0])),
                Map.entry("/image", Canned.ok("image/png", MIDDLE)),
                Map.entry("/encoded", Canned.ok(JSON, MIDDLE, "Content-Encoding: br")),
                Map.entry("/kept", Canned.ok(JSON, MIDDLE, "Cache-Control: max-age=5, no-transform")),
                Map.entry("/digest", Canned.ok(JSON, MIDDLE, "Content-Digest: sha-256=:AAAA:")),
                Map.entry("/events", Canned.ok("text/event-stream", MIDDLE)),
                Map.entry("/error", status("404 Not Found", JSON, MIDDLE)),
                Map.entry("/part", status("206 Partial Content", JSON + "\r\nContent-Range: bytes 0-4/9", MIDDLE)),
                Map.entry(
                        "/none",
                        new Canned("HTTP/1.1 204 No Content\r\nContent-Type: text/plain\r\n\r\n", Buffer.buffer())),
                Map.entry(
                        "/unchanged", new Canned("HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\n\r\n", Buffer.buffer())),
                Map.entry("/trailers", chunked("Trailer: X-Rows", "X-Rows: 7\r\n")),
                Map.entry("/off/x", Canned.ok(JSON, MIDDLE)),
                Map.entry("/live/x", Canned.ok("text/event-stream", MIDDLE))));
        gateway = TestGateway.configured("""
                upstreams:
                  api:
                    url: '%s'
                    routes:
                      - { match: '* /off/**', compression: { enabled: false } }
                      - { match: '* /live/**', compression: { eventStreams: true, codings: [gzip] } }
                """.formatted(upstream.url()));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        upstream.close();
    }

    @ParameterizedTest
    @EnumSource
    void everyCoding_bringsTheSameBytesInFewer(Coding coding) throws IOException {
        RawResponse answer = get("/large", coding.token());

        assertThat(answer.field("Content-Encoding")).isEqualTo(coding.token());
        assertThat(answer.body().length()).isLessThan(LARGE.length / 3);
        assertThat(Decoding.decode(coding, answer.body().getBytes())).isEqualTo(LARGE);
    }

    @Test
    void compressed_isDescribedByItsHead() throws IOException {
        RawResponse answer = get("/large", "br, gzip;q=0.5");

        assertThat(answer.field("Content-Encoding")).isEqualTo("br");
        assertThat(answer.fields("Vary")).containsExactlyInAnyOrder("Origin", "accept-encoding");
        assertThat(answer.field("ETag")).isEqualTo("W/\"v1\"");
        assertThat(answer.field("Content-Length")).isNull();
        assertThat(answer.field("Accept-Ranges")).isNull();
        assertThat(answer.field("Content-Type")).isEqualTo(JSON);
    }

    @Test
    void caller_thatSaysNothing_getsTheBytesAsTheyAreAndIsToldThatTheyVary() throws IOException {
        RawResponse answer = RawClient.exchange(gateway.port(), RawClient.get("/api/large"));

        assertThat(answer.body().getBytes()).isEqualTo(LARGE);
        assertThat(answer.field("Content-Encoding")).isNull();
        assertThat(answer.field("Content-Length")).isEqualTo(Integer.toString(LARGE.length));
        assertThat(answer.field("ETag")).isEqualTo("\"v1\"");
        assertThat(answer.field("Accept-Ranges")).isEqualTo("bytes");
        assertThat(answer.fields("Vary")).containsExactlyInAnyOrder("Origin", "accept-encoding");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/small", "/empty", "/image", "/kept", "/events", "/off/x"})
    void answer_thatIsNotWorthIt_passesUntouched(String path) throws IOException {
        RawResponse answer = get(path, "gzip");

        assertThat(answer.field("Content-Encoding")).isNull();
        assertThat(answer.field("Vary")).isNull();
        assertThat(answer.field("Content-Length"))
                .isEqualTo(Integer.toString(answer.body().length()));
    }

    @Test
    void answer_thatIsEncodedAlready_passesUntouched() throws IOException {
        RawResponse answer = get("/encoded", "gzip, br");

        assertThat(answer.fields("Content-Encoding")).containsExactly("br");
        assertThat(answer.body().getBytes()).isEqualTo(MIDDLE);
        assertThat(upstream.requests())
                .anySatisfy(request -> assertThat(request.line() + request.field("Accept-Encoding"))
                        .isEqualTo("GET /encoded HTTP/1.1gzip, br"));
    }

    @Test
    void caller_thatWantsNoTransformation_getsTheBytesAsTheyAre() throws IOException {
        RawResponse answer =
                exchange("GET /api/middle HTTP/1.1", "Accept-Encoding: gzip", "Cache-Control: max-age=0, no-transform");

        assertThat(answer.field("Content-Encoding")).isNull();
        assertThat(answer.field("Vary")).isEqualTo("accept-encoding");
        assertThat(answer.body().getBytes()).isEqualTo(MIDDLE);
    }

    @Test
    void answer_whoseBytesAreVouchedFor_passesAsItIs() throws IOException {
        RawResponse answer = get("/digest", "gzip");

        assertThat(answer.field("Content-Encoding")).isNull();
        assertThat(answer.body().getBytes()).isEqualTo(MIDDLE);
    }

    @Test
    void errorOfTheUpstream_isCompressedToo() throws IOException {
        RawResponse answer = get("/error", "gzip");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(Decoding.decode(Coding.GZIP, answer.body().getBytes())).isEqualTo(MIDDLE);
    }

    @Test
    void partOfABody_isNeverCompressed() throws IOException {
        RawResponse answer = get("/part", "gzip");

        assertThat(answer.status()).isEqualTo(206);
        assertThat(answer.field("Content-Encoding")).isNull();
        assertThat(answer.field("Vary")).isEqualTo("accept-encoding");
        assertThat(answer.body().getBytes()).isEqualTo(MIDDLE);
    }

    @Test
    void noContent_staysWithoutABody() throws IOException {
        RawResponse answer = get("/none", "gzip");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.field("Content-Encoding")).isNull();
        assertThat(answer.field("Vary")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"W/\"v1\", W/\"v1\"", "\"v1\", \"v1\""})
    void notModified_namesTheTagThatTheCallerKnows(String asked, String answered) throws IOException {
        RawResponse answer =
                exchange("GET /api/unchanged HTTP/1.1", "Accept-Encoding: gzip", "If-None-Match: " + asked);

        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.field("ETag")).isEqualTo(answered);
    }

    @Test
    void head_getsTheBareHeadAndTheConnectionGoesOn() throws IOException {
        try (RawClient client = gateway.connect()) {
            client.send("HEAD /api/large HTTP/1.1\r\nHost: test\r\nAccept-Encoding: gzip\r\n\r\n");
            RawResponse head = client.receiveAny(true);
            client.send(RawClient.get("/api/small"));

            assertThat(head.field("Content-Encoding")).isNull();
            assertThat(head.fields("Vary")).containsExactlyInAnyOrder("Origin", "accept-encoding");
            assertThat(head.field("Content-Length")).isEqualTo(Integer.toString(LARGE.length));
            assertThat(client.receive().body().getBytes()).isEqualTo(SMALL);
        }
    }

    @Test
    void callerOfHttp10_getsTheBytesAsTheyAre() throws IOException {
        RawResponse answer = exchange("GET /api/large HTTP/1.0", "Accept-Encoding: gzip");

        assertThat(answer.field("Content-Encoding")).isNull();
        assertThat(answer.body().getBytes()).isEqualTo(LARGE);
    }

    @Test
    void caller_thatRefusesBareBytes_getsASmallAnswerCompressed() throws IOException {
        RawResponse answer = get("/small", "gzip, identity;q=0");

        assertThat(Decoding.decode(Coding.GZIP, answer.body().getBytes())).isEqualTo(SMALL);
    }

    @Test
    void trailers_followTheCompressedBody() throws IOException {
        RawResponse answer = get("/trailers", "gzip");

        assertThat(Decoding.decode(Coding.GZIP, answer.body().getBytes())).isEqualTo(MIDDLE);
        assertThat(answer.trailers()).singleElement().satisfies(field -> {
            assertThat(field.name()).isEqualToIgnoringCase("X-Rows");
            assertThat(field.value()).isEqualTo("7");
        });
    }

    @Test
    void route_mayCompressEventStreamsAndOfferLess() throws IOException {
        RawResponse answer = get("/live/x", "br, gzip;q=0.1");

        assertThat(answer.field("Content-Encoding")).isEqualTo("gzip");
        assertThat(Decoding.decode(Coding.GZIP, answer.body().getBytes())).isEqualTo(MIDDLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"resourceOptimization", "compression"})
    void feature_thatIsOff_leavesAnswersAsTheyAre(String feature) throws IOException {
        try (TestGateway off = TestGateway.to(upstream.url(), "features." + feature, "false")) {
            RawResponse answer = RawClient.exchange(
                    off.port(), "GET /api/large HTTP/1.1\r\nHost: test\r\nAccept-Encoding: gzip\r\n\r\n");

            assertThat(answer.fields("Vary")).containsExactly("Origin");
            assertThat(answer.body().getBytes()).isEqualTo(LARGE);
        }
    }

    private static RawResponse get(String path, String acceptEncoding) throws IOException {
        return exchange("GET /api" + path + " HTTP/1.1", "Accept-Encoding: " + acceptEncoding);
    }

    private static RawResponse exchange(String line, String... fields) throws IOException {
        return RawClient.exchange(
                gateway.port(), line + "\r\nHost: test\r\n" + String.join("\r\n", fields) + "\r\n\r\n");
    }

    private static Canned status(String status, String type, byte[] body) {
        return new Canned(
                "HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length + "\r\n\r\n",
                Buffer.buffer(body));
    }

    private static Canned chunked(String field, String trailers) {
        String body = Integer.toHexString(MIDDLE.length) + "\r\n" + new String(MIDDLE, StandardCharsets.UTF_8)
                + "\r\n0\r\n" + trailers + "\r\n";
        return new Canned(
                Upstreams.head("Content-Type: " + JSON, "Transfer-Encoding: chunked", field), Buffer.buffer(body));
    }
}
