package io.penstock.batching;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever was compressed, however hard, cut into whichever pieces and taken in pieces of any size: it comes out again. */
class InflationProperties {

    private static final int MOST_INPUT = 40_000;

    enum Format {
        GZIP,
        ZLIB,
        BARE
    }

    /** So many bytes, all of that value or of any. */
    record Stretch(int length, byte value, boolean mixed) {}

    @Property
    void anyBytes_comeOutAgain(
            @ForAll Format format,
            @ForAll("bodies") byte[] body,
            @ForAll @IntRange(min = 0, max = 9) int level,
            @ForAll @IntRange(min = 1, max = MOST_INPUT) int longestInput,
            @ForAll @IntRange(min = 1, max = 20_000) int room,
            @ForAll Random random)
            throws IOException {
        byte[] packed = packed(format, body, level);
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        try (Inflation inflation = new Inflation(format == Format.GZIP)) {
            byte[] out = new byte[room];
            for (int at = 0; at < packed.length; ) {
                int end = Math.min(packed.length, at + 1 + random.nextInt(longestInput));
                inflation.feed(Arrays.copyOfRange(packed, at, end));
                for (int length = inflation.inflate(out); length > 0; length = inflation.inflate(out)) {
                    got.write(out, 0, length);
                }
                at = end;
            }

            assertThat(inflation.whole()).isTrue();
            assertThat(got.toByteArray()).isEqualTo(body);
        }
    }

    private static byte[] packed(Format format, byte[] body, int level) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(level, format == Format.BARE);
        try (OutputStream out = format == Format.GZIP
                ? new GZIPOutputStream(bytes) {
                    {
                        def.setLevel(level);
                    }
                }
                : new DeflaterOutputStream(bytes, deflater)) {
            out.write(body);
        } finally {
            deflater.end();
        }
        return bytes.toByteArray();
    }

    @Provide
    Arbitrary<byte[]> bodies() {
        Arbitrary<Stretch> stretches = Combinators.combine(
                        Arbitraries.integers().between(0, 20_000), Arbitraries.bytes(), Arbitraries.of(true, false))
                .as(Stretch::new);
        return stretches.list().ofMaxSize(4).map(InflationProperties::bytes);
    }

    private static byte[] bytes(List<Stretch> stretches) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Stretch stretch : stretches) {
            byte[] next = new byte[stretch.length()];
            if (stretch.mixed()) {
                new Random(stretch.value()).nextBytes(next);
            } else {
                Arrays.fill(next, stretch.value());
            }
            bytes.writeBytes(next);
        }
        return bytes.toByteArray();
    }
}
