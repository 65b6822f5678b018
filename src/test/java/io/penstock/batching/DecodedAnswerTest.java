package io.penstock.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.exchange.Answer;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecodedAnswerTest implements Answer.Reader {

    private static final byte[] TEXT =
            "a page of items, and of items, and more\n".repeat(2_000).getBytes(StandardCharsets.UTF_8);

    private final ByteArrayOutputStream got = new ByteArrayOutputStream();
    private boolean ended;
    private @Nullable PenstockException failure;
    private @Nullable Answer pausedAtEachPiece;
    private int pieces;

    private static byte[] gzip(byte[] text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text);
        }
        return bytes.toByteArray();
    }

    private static byte[] deflate(byte[] text, boolean bare) throws IOException {
        return deflate(text, bare, Deflater.DEFAULT_COMPRESSION);
    }

    private static byte[] deflate(byte[] text, boolean bare, int level) throws IOException {
        Deflater deflater = new Deflater(level, bare);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new DeflaterOutputStream(bytes, deflater)) {
            out.write(text);
        }
        deflater.end();
        return bytes.toByteArray();
    }

    /** A member with all the optional parts that there may be. */
    private static byte[] withAllParts(byte[] text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(new byte[] {0x1f, (byte) 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3, 3, 0, 'x', 'y', 'z'});
        bytes.write("name\0comment\0".getBytes(StandardCharsets.US_ASCII));
        bytes.write(new byte[2]);
        bytes.write(deflate(text, true));
        CRC32 sum = new CRC32();
        sum.update(text);
        for (long figure : new long[] {sum.getValue(), text.length}) {
            for (int shift = 0; shift < 32; shift += 8) {
                bytes.write((int) (figure >> shift));
            }
        }
        return bytes.toByteArray();
    }

    private void read(String encoding, byte[] body, int piece, long most) {
        Encoded source = new Encoded(encoding);
        Answer decoded = DecodedAnswer.of(source, most);
        assertThat(decoded.headers().names()).containsExactly("content-type");
        decoded.read(this);
        for (int from = 0; from < body.length && !source.cancelled; from += piece) {
            source.send(Arrays.copyOfRange(body, from, Math.min(body.length, from + piece)));
        }
        if (!source.cancelled) {
            source.end();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1_000_000})
    void body_inEachEncoding_isDecoded(int piece) throws IOException {
        byte[][] bodies = {gzip(TEXT), gzip(TEXT), deflate(TEXT, false), deflate(TEXT, true), withAllParts(TEXT)};
        String[] encodings = {"gzip", "X-GZip", "deflate", "deflate", "gzip"};
        for (int i = 0; i < bodies.length; i++) {
            got.reset();
            ended = false;
            read(encodings[i], bodies[i], piece, Long.MAX_VALUE);
            assertThat(failure).isNull();
            assertThat(ended).isTrue();
            assertThat(got.toByteArray()).isEqualTo(TEXT);
        }
    }

    @Test
    void body_ofWhichMuchComesOutOfTheLastBytes_isAllThere() throws IOException {
        byte[] zeros = new byte[16 * 1024 + 1];

        read("deflate", deflate(zeros, true, Deflater.BEST_SPEED), 1_000_000, Long.MAX_VALUE);

        assertThat(failure).isNull();
        assertThat(got.toByteArray()).isEqualTo(zeros);
    }

    @Test
    void body_ofSeveralMembers_isAllOfThem() throws IOException {
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        members.write(gzip("one ".getBytes(StandardCharsets.UTF_8)));
        members.write(gzip(new byte[0]));
        members.write(withAllParts("two".getBytes(StandardCharsets.UTF_8)));
        read("gzip", members.toByteArray(), 5, Long.MAX_VALUE);
        assertThat(got.toString(StandardCharsets.UTF_8)).isEqualTo("one two");
        assertThat(ended).isTrue();
    }

    @Test
    void body_thatIsEmpty_endsAsIt() {
        read("gzip", new byte[0], 1, Long.MAX_VALUE);
        assertThat(ended).isTrue();
    }

    @Test
    void answer_notEncoded_isTheSame() {
        Encoded plain = new Encoded("identity");
        assertThat(DecodedAnswer.of(plain, 1)).isSameAs(plain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "gzip, gzip", "zstd"})
    void encoding_thatWasNotAskedFor_isRefused(String encoding) {
        assertThatThrownBy(() -> DecodedAnswer.of(new Encoded(encoding), 1))
                .hasMessage("a body with another Content-Encoding; expected one of gzip, deflate");
    }

    @Test
    void body_cutShort_breaks() throws IOException {
        byte[] whole = gzip(TEXT);
        for (int length : new int[] {1, 9, 15, whole.length / 2, whole.length - 1}) {
            failure = null;
            read("gzip", Arrays.copyOf(whole, length), 100, Long.MAX_VALUE);
            assertThat(failure).hasMessage("a body that ends within its encoding; expected the rest");
        }
        assertThat(ended).isFalse();
    }

    @Test
    void body_damagedAnywhere_endsOrBreaksButNeverLies() throws IOException {
        byte[] whole = gzip("{\"items\":[1,2,3]}".getBytes(StandardCharsets.UTF_8));
        Random random = new Random(3);
        for (int i = 0; i < 5_000; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
            got.reset();
            failure = null;
            ended = false;
            read("gzip", damaged, 1 + random.nextInt(whole.length), Long.MAX_VALUE);
            assertThat(ended).isNotEqualTo(failure != null);
            if (ended) {
                assertThat(got.toString(StandardCharsets.UTF_8)).isEqualTo("{\"items\":[1,2,3]}");
            } else {
                assertThat(failure).extracting("problem").isEqualTo(Problem.BAD_ENCODING);
            }
        }
    }

    @Test
    void body_longerThanAllowed_isCut() throws IOException {
        read("gzip", gzip(TEXT), 50, 20_000);
        assertThat(failure).hasMessage("a body of more than 20000 bytes, decoded; expected at most that");
        assertThat(got.size()).isLessThanOrEqualTo(20_000);
    }

    @Test
    void body_thatGrowsBeyondReason_isCutAtItsRatio() throws IOException {
        read("gzip", gzip(new byte[64 * 1024 * 1024]), 16 * 1024, Long.MAX_VALUE);
        assertThat(failure)
                .hasMessageMatching(
                        "a body of \\d+ bytes that decodes to more than \\d+; expected at most 200 times as many");
        assertThat(got.size()).isLessThan(4 * 1024 * 1024);
    }

    @Test
    void reader_thatPauses_getsNoMoreUntilItResumes() throws IOException {
        Encoded source = new Encoded("gzip");
        Answer decoded = DecodedAnswer.of(source, Long.MAX_VALUE);
        pausedAtEachPiece = decoded;
        decoded.read(this);
        source.send(gzip(TEXT));
        source.end();
        for (int expected = 1; !ended; expected++) {
            assertThat(pieces).isEqualTo(expected);
            assertThat(source.paused).isTrue();
            decoded.resume();
        }
        assertThat(got.toByteArray()).isEqualTo(TEXT);
        assertThat(pieces).isGreaterThan(3);
    }

    @Test
    void reader_thatCancels_hearsNoMore() throws IOException {
        Encoded source = new Encoded("gzip");
        Answer decoded = DecodedAnswer.of(source, Long.MAX_VALUE);
        pausedAtEachPiece = decoded;
        decoded.read(this);
        source.send(gzip(TEXT));
        decoded.cancel();
        decoded.resume();
        assertThat(source.cancelled).isTrue();
        assertThat(pieces).isEqualTo(1);
    }

    @Override
    public void data(ByteBuf chunk) {
        byte[] bytes = new byte[chunk.readableBytes()];
        chunk.readBytes(bytes).release();
        got.writeBytes(bytes);
        pieces++;
        if (pausedAtEachPiece != null) {
            pausedAtEachPiece.pause();
        }
    }

    @Override
    public void end(MultiMap trailers) {
        ended = true;
    }

    @Override
    public void broken(PenstockException cause) {
        failure = cause;
    }

    /** An answer whose bytes come when the test says so. */
    private static final class Encoded implements Answer {

        private final MultiMap headers;
        private @Nullable Reader reader;
        private boolean paused;
        private boolean cancelled;

        Encoded(String encoding) {
            headers = HttpHeaders.headers()
                    .add("content-type", "application/json")
                    .add("content-encoding", encoding)
                    .add("content-length", "7");
        }

        void send(byte[] bytes) {
            if (reader != null) {
                reader.data(Unpooled.wrappedBuffer(bytes));
            }
        }

        void end() {
            if (reader != null) {
                reader.end(HttpHeaders.headers());
            }
        }

        @Override
        public HttpVersion version() {
            return HttpVersion.HTTP_1_1;
        }

        @Override
        public int status() {
            return 200;
        }

        @Override
        public MultiMap headers() {
            return headers;
        }

        @Override
        public void read(Reader receiver) {
            reader = receiver;
        }

        @Override
        public void pause() {
            paused = true;
        }

        @Override
        public void resume() {
            paused = false;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }
}
