package io.penstock.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.compression.Upstreams.Canned;
import io.penstock.config.CompressionConfig.Coding;
import io.penstock.metrics.MicrometerMetrics;
import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawConnection;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compressed answers that come bit by bit, slowly taken, broken or left, over real sockets. */
class CompressedStreamsIT {

    private static final byte[] BODY = Upstreams.json(40_000);
    private static final int HALF = BODY.length / 2;
    private static final String CHUNKED = "\r\nTransfer-Encoding: chunked";

    /** Has the upstream do what it does after the first half. */
    private final Semaphore goOn = new Semaphore(0);

    @BeforeAll
    static void load() {
        Libraries.load(List.of(Coding.values()));
    }

    @ParameterizedTest
    @EnumSource
    void body_ofUnknownLength_canBeReadAsFarAsItHasCome(Coding coding) throws IOException {
        try (Scene scene =
                start("text/event-stream" + CHUNKED, chunkedInHalves(), "server.compression.eventStreams", "true")) {
            assertReadInHalves(scene, coding);
        }
    }

    @ParameterizedTest
    @EnumSource
    void body_ofKnownLength_canBeReadAsFarAsItHasCome(Coding coding) throws IOException {
        RawServer.Script halves = connection -> {
            connection.write(Arrays.copyOf(BODY, HALF));
            goOn.acquire();
            connection.write(Arrays.copyOfRange(BODY, HALF, BODY.length));
        };
        try (Scene scene = start("text/plain\r\nContent-Length: " + BODY.length, halves)) {
            assertReadInHalves(scene, coding);
        }
    }

    @ParameterizedTest
    @EnumSource
    void body_thatBreaks_bringsWhatCameAndNoEnd(Coding coding) throws IOException {
        RawServer.Script breaking = connection -> {
            chunk(connection, 0, HALF);
            goOn.acquire();
            connection.reset();
        };
        try (Scene scene = start("application/json" + CHUNKED, breaking);
                RawClient caller = ask(scene.gateway(), coding.token());
                InputStream decoded = decoded(coding, caller)) {
            assertThat(decoded.readNBytes(HALF)).isEqualTo(Arrays.copyOf(BODY, HALF));
            goOn.release();

            assertThatThrownBy(decoded::read).isInstanceOfAny(EOFException.class, SocketException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ZSTD", "BR", "GZIP"})
    void caller_thatTakesItSlowly_holdsTheUpstreamBack(Coding coding) throws IOException {
        byte[] noise = new byte[16 << 20];
        new Random(1).nextBytes(noise);
        AtomicLong sent = new AtomicLong();
        RawServer.Script pouring = connection -> {
            for (int from = 0; from < noise.length; from += HALF) {
                int to = Math.min(noise.length, from + HALF);
                connection.write(Arrays.copyOfRange(noise, from, to));
                sent.set(to);
            }
        };
        try (Scene scene = start("text/plain\r\nContent-Length: " + noise.length, pouring);
                RawClient caller = RawClient.connect(scene.gateway().port(), 8_192)) {
            InputStream decoded = decoded(coding, send(caller, coding.token()));
            assertThat(Await.standstill("what the upstream could send", sent::get))
                    .isLessThan(noise.length);

            assertThat(decoded.readAllBytes()).isEqualTo(noise);
        }
    }

    @Test
    void caller_thatLeaves_givesItsPlaceBack() throws IOException {
        try (Scene scene = start("application/json" + CHUNKED, chunkedInHalves(), "server.compression.maxAtOnce", "1");
                RawClient first = ask(scene.gateway(), "gzip")) {
            assertThat(coding(first)).isEqualTo("gzip");
            try (RawClient second = ask(scene.gateway(), "gzip")) {
                assertThat(coding(second)).isNull();
            }

            first.reset();

            Await.until("the place to be free", () -> {
                try (RawClient third = ask(scene.gateway(), "gzip")) {
                    return "gzip".equals(coding(third));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    @Test
    void answers_areCountedWithTheirBytes() throws IOException {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (RawServer upstream = Upstreams.serving(Map.of("/", Canned.ok("text/plain", BODY)));
                TestGateway gateway = TestGateway.configured(
                        "upstreams: { api: { url: '" + upstream.url() + "' } }", new MicrometerMetrics(registry));
                RawClient caller = ask(gateway, "gzip")) {
            double length = caller.receive().body().length();

            assertThat(count(registry, "answers")).isEqualTo(1);
            assertThat(count(registry, "bytes.in")).isEqualTo(BODY.length);
            assertThat(count(registry, "bytes.out")).isEqualTo(length);
        }
    }

    private static double count(SimpleMeterRegistry registry, String name) {
        return registry.get("penstock.compression." + name)
                .tag("coding", "gzip")
                .counter()
                .count();
    }

    private void assertReadInHalves(Scene scene, Coding coding) throws IOException {
        try (RawClient caller = ask(scene.gateway(), coding.token());
                InputStream decoded = decoded(coding, caller)) {
            assertThat(decoded.readNBytes(HALF)).isEqualTo(Arrays.copyOf(BODY, HALF));

            goOn.release();

            assertThat(decoded.readAllBytes()).isEqualTo(Arrays.copyOfRange(BODY, HALF, BODY.length));
        }
    }

    /** An upstream that answers with a head and what the script writes, and a gateway before it. */
    private Scene start(String typeAndFraming, RawServer.Script body, String... settings) throws IOException {
        RawServer upstream = RawServer.start(connection -> {
            while (connection.next() != null) {
                connection.write(Upstreams.head("Content-Type: " + typeAndFraming));
                body.serve(connection);
            }
        });
        return new Scene(upstream, TestGateway.to(upstream.url(), settings), goOn);
    }

    private record Scene(RawServer upstream, TestGateway gateway, Semaphore goOn) implements AutoCloseable {

        @Override
        public void close() {
            goOn.release(1_000);
            gateway.close();
            upstream.close();
        }
    }

    private RawServer.Script chunkedInHalves() {
        return connection -> {
            chunk(connection, 0, HALF);
            goOn.acquire();
            chunk(connection, HALF, BODY.length);
            connection.write("0\r\n\r\n");
        };
    }

    private static void chunk(RawConnection connection, int from, int to) throws IOException {
        connection.write(Integer.toHexString(to - from) + "\r\n");
        connection.write(Arrays.copyOfRange(BODY, from, to));
        connection.write("\r\n");
    }

    private static RawClient ask(TestGateway gateway, String coding) throws IOException {
        return send(gateway.connect(), coding);
    }

    private static RawClient send(RawClient caller, String coding) throws IOException {
        return caller.send("GET /api/ HTTP/1.1\r\nHost: test\r\nAccept-Encoding: " + coding + "\r\n\r\n");
    }

    private static @Nullable String coding(RawClient caller) throws IOException {
        return caller.receiveHead().field("Content-Encoding");
    }

    private static InputStream decoded(Coding coding, RawClient caller) throws IOException {
        assertThat(coding(caller)).isEqualTo(coding.token());
        return Decoding.stream(coding, new ChunkedInput(caller.input()));
    }
}
