package io.penstock.demo;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The endless, deterministic sequence of bytes that {@code /bytes/{n}} serves, so that a receiver can verify a body of any
 * size chunk by chunk. It repeats after a prime number of random bytes: a chunk that is lost, doubled or out of order
 * does not go unseen.
 *
 * <p>The static methods are thread-safe. An instance hands out slices of one buffer and is confined to one event loop.
 */
public final class BytePattern {

    /** The longest slice that {@link #slice} gives, in bytes. */
    public static final int MAX_SLICE = 65_521;

    // Twice the period, so that every slice is contiguous.
    private static final byte[] BYTES = twoPeriods();

    private final Buffer block = Buffer.buffer(BYTES);

    /** The byte at the offset from the start of the sequence; the offset must not be negative. */
    public static byte at(long offset) {
        return BYTES[(int) (offset % MAX_SLICE)];
    }

    /** The bytes from the offset on, {@code length} of them (at most {@link #MAX_SLICE}), without a copy. */
    public Buffer slice(long offset, int length) {
        if (length > MAX_SLICE) {
            throw new IllegalArgumentException(length + " bytes (expected: at most " + MAX_SLICE + ")");
        }
        int start = (int) (offset % MAX_SLICE);
        return block.slice(start, start + length);
    }

    /**
     * The index in {@code chunk} of its first byte that is not the pattern's, where the chunk's first byte stands at
     * {@code offset} of the sequence; -1 where all of them are.
     */
    public static int mismatch(long offset, byte[] chunk) {
        int done = 0;
        while (done < chunk.length) {
            int start = (int) ((offset + done) % MAX_SLICE);
            int length = Math.min(chunk.length - done, MAX_SLICE);
            int index = Arrays.mismatch(BYTES, start, start + length, chunk, done, done + length);
            if (index >= 0) {
                return done + index;
            }
            done += length;
        }
        return -1;
    }

    private static byte[] twoPeriods() {
        byte[] period = new byte[MAX_SLICE];
        new SplittableRandom(MAX_SLICE).nextBytes(period);
        byte[] twice = Arrays.copyOf(period, 2 * MAX_SLICE);
        System.arraycopy(period, 0, twice, MAX_SLICE, MAX_SLICE);
        return twice;
    }
}
