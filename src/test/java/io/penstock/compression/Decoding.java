package io.penstock.compression;

import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import com.github.luben.zstd.ZstdInputStream;
import io.penstock.config.CompressionConfig.Coding;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/** Reads what was compressed, by others' decoders, each of which fails where the end is missing. */
final class Decoding {

    private Decoding() {}

    /** The bytes that a whole compressed body stands for. */
    static byte[] decode(Coding coding, byte[] body) throws IOException {
        try (InputStream in = stream(coding, new ByteArrayInputStream(body))) {
            return in.readAllBytes();
        }
    }

    /** The same bit by bit: gives what can be told by what has come. */
    static InputStream stream(Coding coding, InputStream in) throws IOException {
        return switch (coding) {
            case ZSTD -> new ZstdInputStream(in);
            case BR -> brotli(in);
            case GZIP -> new GZIPInputStream(in);
            case DEFLATE -> new InflaterInputStream(in);
        };
    }

    private static InputStream brotli(InputStream in) throws IOException {
        BrotliInputStream decoded = new BrotliInputStream(in);
        // By itself it waits until its buffer is full.
        decoded.enableEagerOutput();
        return new BitByBit(decoded);
    }

    /** Gives what is at hand: brotli4j's stream, asked for several bytes, waits for one more than that. */
    private static final class BitByBit extends FilterInputStream {

        BitByBit(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int count = 0;
            while (count < length && (count == 0 || in.available() > 0)) {
                int next = in.read();
                if (next < 0) {
                    return count == 0 ? -1 : count;
                }
                to[offset + count++] = (byte) next;
            }
            return count;
        }
    }
}
