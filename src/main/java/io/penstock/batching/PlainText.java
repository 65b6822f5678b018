package io.penstock.batching;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Passes over the insides of JSON texts eight bytes at a time: they are most of what a page consists of. */
final class PlainText {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long EACH = 0x0101010101010101L;
    private static final long TOP_BITS = 0x8080808080808080L;
    private static final long QUOTES = '"' * EACH;
    private static final long BACKSLASHES = '\\' * EACH;
    private static final long BLANKS = ' ' * EACH;

    private PlainText() {}

    /** The place of the first quote, backslash, control character or byte beyond ASCII; {@code to} where there is none. */
    static int end(byte[] bytes, int from, int to) {
        int at = from;
        while (at + Long.BYTES <= to) {
            long found = special((long) WORDS.get(bytes, at));
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >>> 3);
            }
            at += Long.BYTES;
        }
        // Negative bytes are those beyond ASCII.
        while (at < to && bytes[at] >= ' ' && bytes[at] != '"' && bytes[at] != '\\') {
            at++;
        }
        return at;
    }

    /**
     * The top bit of each special byte. Where a subtraction borrows, bytes above a special one may look special, too, so that only
     * the lowest counts.
     */
    private static long special(long word) {
        long control = word - BLANKS;
        long quote = (word ^ QUOTES) - EACH;
        long backslash = (word ^ BACKSLASHES) - EACH;
        return (word | control | quote | backslash) & TOP_BITS;
    }
}
