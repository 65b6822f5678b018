package io.penstock.compression;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder.Mode;
import com.aayushatharva.brotli4j.encoder.EncoderJNI;
import com.aayushatharva.brotli4j.encoder.EncoderJNI.Operation;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** brotli (RFC 7932), by a native library. */
final class BrotliEncoder implements Encoder {

    /** 256 KiB: what more would bring is small beside the memory that it takes. */
    private static final int WINDOW_BITS = 18;

    private static final int MOST_AT_ONCE = 32 * 1024;

    private final EncoderJNI.Wrapper encoder;

    BrotliEncoder(int level) {
        try {
            encoder = new EncoderJNI.Wrapper(MOST_AT_ONCE, level, WINDOW_BITS, Mode.GENERIC);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Loads the library, which blocks.
     *
     * @throws LinkageError where it is not there, or not for this machine
     */
    static void load() {
        Brotli4jLoader.ensureAvailability();
    }

    @Override
    public void add(ByteBuf bytes, ByteBuf out) {
        ByteBuffer input = encoder.getInputBuffer();
        for (int from = bytes.readerIndex(); from < bytes.writerIndex(); ) {
            int length = Math.min(MOST_AT_ONCE, bytes.writerIndex() - from);
            input.clear().limit(length);
            bytes.getBytes(from, input);
            push(Operation.PROCESS, length, out);
            from += length;
        }
    }

    @Override
    public void flush(ByteBuf out) {
        push(Operation.FLUSH, 0, out);
    }

    @Override
    public void finish(ByteBuf out) {
        push(Operation.FINISH, 0, out);
    }

    private void push(Operation operation, int length, ByteBuf out) {
        encoder.push(operation, length);
        while (encoder.isSuccess() && (encoder.hasMoreOutput() || encoder.hasRemainingInput())) {
            if (encoder.hasMoreOutput()) {
                out.writeBytes(encoder.pull());
            } else {
                encoder.push(operation, 0);
            }
        }
        if (!encoder.isSuccess()) {
            throw new IllegalStateException("the brotli encoder failed");
        }
    }

    @Override
    public void close() {
        encoder.destroy();
    }
}
