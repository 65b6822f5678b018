package io.penstock.compression;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.config.CompressionConfig.Coding;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever goes into an encoder, in whatever pieces and kinds of memory, comes out of the decoder. */
class EncodersProperties {

    static {
        Libraries.load(List.of(Coding.values()));
    }

    @Property(tries = 200)
    void finish_afterAnyPieces_givesWhatWentIn(
            @ForAll Coding coding, @ForAll @IntRange(max = 200_000) int size, @ForAll long seed) throws IOException {
        Random random = new Random(seed);
        byte[] body = body(size, random);
        Encoder encoder = encoder(coding);
        ByteBuf out = ByteBufAllocator.DEFAULT.directBuffer(16);

        for (int from = 0; from < size; ) {
            int length = Math.min(size - from, 1 + random.nextInt(40_000));
            add(encoder, body, from, length, random, out);
            from += length;
            if (random.nextInt(4) == 0) {
                encoder.flush(out);
            }
        }
        encoder.finish(out);
        encoder.close();

        assertThat(Decoding.decode(coding, taken(out))).isEqualTo(body);
    }

    @Property(tries = 100)
    void flush_letsTheReceiverReadAllThatWentIn(
            @ForAll Coding coding, @ForAll @IntRange(min = 1, max = 150_000) int size, @ForAll long seed)
            throws IOException {
        Random random = new Random(seed);
        byte[] body = body(size, random);
        Encoder encoder = encoder(coding);
        ByteBuf out = ByteBufAllocator.DEFAULT.directBuffer(16);

        add(encoder, body, 0, size, random, out);
        encoder.flush(out);
        encoder.close();

        try (InputStream decoded = Decoding.stream(coding, new ByteArrayInputStream(taken(out)))) {
            assertThat(decoded.readNBytes(size)).isEqualTo(body);
        }
    }

    private static Encoder encoder(Coding coding) {
        return switch (coding) {
            case ZSTD -> new ZstdEncoder(3);
            case BR -> new BrotliEncoder(4);
            case GZIP -> DeflateEncoder.gzip(4);
            case DEFLATE -> DeflateEncoder.deflate(4);
        };
    }

    /** Between what compresses well and what does not. */
    private static byte[] body(int size, Random random) {
        byte[] body = new byte[size];
        int letters = 1 + random.nextInt(256);
        for (int i = 0; i < size; i++) {
            body[i] = (byte) (i > 64 && random.nextInt(8) > 0 ? body[i - 64] : random.nextInt(letters));
        }
        return body;
    }

    private static void add(Encoder encoder, byte[] body, int from, int length, Random random, ByteBuf out) {
        ByteBuf piece = switch (random.nextInt(3)) {
            case 0 -> Unpooled.wrappedBuffer(body, from, length);
            case 1 -> Unpooled.directBuffer().writeBytes(body, from, length);
            default -> {
                int half = length / 2;
                yield Unpooled.wrappedBuffer(
                        Unpooled.copiedBuffer(Arrays.copyOfRange(body, from, from + half)),
                        Unpooled.directBuffer().writeBytes(body, from + half, length - half));
            }
        };
        encoder.add(piece, out);
        assertThat(piece.refCnt()).isOne();
        piece.release();
    }

    private static byte[] taken(ByteBuf out) {
        byte[] bytes = ByteBufUtil.getBytes(out);
        out.release();
        return bytes;
    }
}
