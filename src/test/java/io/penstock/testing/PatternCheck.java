package io.penstock.testing;

import io.penstock.demo.BytePattern;
import io.vertx.core.buffer.Buffer;

/**
 * Verifies a body of {@code /bytes/{n}} chunk by chunk without keeping it. Confined to one thread; its result may be read
 * on another once the body's end was seen there.
 */
public final class PatternCheck {

    private long offset;
    private long mismatch = -1;

    /** Expects the pattern from its start. */
    public PatternCheck() {
        this(0);
    }

    /** Expects the pattern from the offset on. */
    public PatternCheck(long startOffset) {
        offset = startOffset;
    }

    /** Takes the next chunk. */
    public void accept(Buffer chunk) {
        accept(chunk.getBytes());
    }

    /** Takes the next chunk. */
    public void accept(byte[] chunk) {
        if (mismatch < 0) {
            int index = BytePattern.mismatch(offset, chunk);
            mismatch = index < 0 ? -1 : offset + index;
        }
        offset += chunk.length;
    }

    /** The offset after the last byte taken. */
    public long offset() {
        return offset;
    }

    /** Fails unless exactly the pattern's bytes up to {@code endOffset} were taken. */
    public void verifyEnd(long endOffset) {
        if (mismatch >= 0) {
            throw new AssertionError("the byte at offset " + mismatch + " is not the pattern's");
        }
        if (offset != endOffset) {
            throw new AssertionError("the body ended at offset " + offset + " (expected: " + endOffset + ")");
        }
    }
}
