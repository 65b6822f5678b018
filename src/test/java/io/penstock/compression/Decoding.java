package io.penstock.compression;

import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import com.github.luben.zstd.ZstdInputStream;
import io.penstock.config.CompressionConfig.Coding;
import java.io.ByteArrayInputStream;
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
        return decoded;
    }
}
