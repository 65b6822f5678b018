package io.penstock.gateway.inbound;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import io.penstock.error.BadRequestException;
import io.penstock.error.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Judges HTTP/1 request heads by the letter of RFC 9112, before any parser that is lenient sees them. Confined to the
 * connection's event loop.
 *
 * <p>A head is looked at line by line as it arrives, and each byte once however the head is cut into reads: what was seen
 * is remembered as an offset from the buffer's reader index, which must not move while a head is incomplete. The verdict
 * depends on the bytes alone, never on how they were cut.
 */
final class HeadScanner {

    /** RFC 9112, section 2.2 asks to ignore at least one; a caller that sends many more does not speak HTTP. */
    static final int MAX_EMPTY_LINES = 4;

    private static final byte CR = '\r';
    private static final byte LF = '\n';
    private static final long HTTP_1_1 = eightBytes("HTTP/1.1");
    private static final long HTTP_1_0 = eightBytes("HTTP/1.0");
    private static final ByteProcessor TOKEN = whileTrue(Characters::isToken);
    private static final ByteProcessor TARGET = whileTrue(c -> c > ' ' && c < 0x7f);
    private static final ByteProcessor VALUE = whileTrue(c -> (c >= ' ' && c != 0x7f) || c == '\t');

    private final HeadLimits limits;
    private final FramingFields framing = new FramingFields();
    private int scanned;
    private int lineStart;
    private int emptyLines;
    private boolean requestLineSeen;
    private boolean http10;
    private int fieldBytes;
    private int fieldCount;

    @Nullable
    private BadRequestException refusal;

    HeadScanner(HeadLimits limits) {
        this.limits = limits;
    }

    /**
     * Looks at what has arrived since the last call. Empty lines before a head are taken out of the buffer, nothing else.
     *
     * @return whether the head is whole and may be parsed; where it is not, {@link #refusal()} says whether it ever can be
     */
    boolean scan(ByteBuf in) {
        while (refusal == null) {
            int base = in.readerIndex();
            int start = base + lineStart;
            int end = in.indexOf(base + scanned, in.writerIndex(), LF);
            if (end < 0) {
                scanned = in.readableBytes();
                refusal = checkLength(scanned - lineStart);
                return false;
            }
            refusal = checkLength(end - start);
            if (refusal == null && (end == start || in.getByte(end - 1) != CR)) {
                refusal = malformed("line that ends with a bare LF; expected CR LF");
            }
            if (refusal != null) {
                return false;
            }
            lineStart = end + 1 - base;
            scanned = lineStart;
            boolean empty = end - 1 == start;
            if (!requestLineSeen) {
                if (empty) {
                    skipEmptyLine(in);
                } else {
                    requestLineSeen = true;
                    refusal = requestLine(in, start, end - 1);
                }
            } else if (empty) {
                refusal = framing.check(http10);
                return refusal == null;
            } else {
                fieldBytes += end + 1 - start;
                refusal = field(in, start, end - 1);
            }
        }
        return false;
    }

    /** Why the head cannot be served; null where it can, as far as it was seen. */
    @Nullable
    BadRequestException refusal() {
        return refusal;
    }

    /** Whether a part of a head has arrived; empty lines before it do not count. */
    boolean begun(ByteBuf in) {
        return requestLineSeen || (scanned > 0 && in.getByte(in.readerIndex()) != CR);
    }

    /** Whether the head offers to go on with clear-text HTTP/2, which may be ignored (RFC 9110, section 7.8). */
    boolean h2cOffered() {
        return framing.h2cOffered();
    }

    /** Forgets the head, to look at the next one. */
    void reset() {
        scanned = 0;
        lineStart = 0;
        emptyLines = 0;
        requestLineSeen = false;
        http10 = false;
        fieldBytes = 0;
        fieldCount = 0;
        framing.clear();
    }

    private @Nullable BadRequestException checkLength(int bytesBeforeLineFeed) {
        if (!requestLineSeen) {
            return bytesBeforeLineFeed > limits.requestLine() + 1
                    ? refuse(
                            Problem.URI_TOO_LONG,
                            "request line of more than " + limits.requestLine() + " bytes; expected a shorter one")
                    : null;
        }
        return fieldBytes + bytesBeforeLineFeed + 1 > limits.fields()
                ? refuse(
                        Problem.HEAD_TOO_LARGE,
                        "fields of more than " + limits.fields() + " bytes; expected fewer or shorter ones")
                : null;
    }

    private void skipEmptyLine(ByteBuf in) {
        in.skipBytes(lineStart);
        lineStart = 0;
        scanned = 0;
        if (++emptyLines > MAX_EMPTY_LINES) {
            refusal = malformed("more than " + MAX_EMPTY_LINES + " empty lines; expected a request line");
        }
    }

    private @Nullable BadRequestException requestLine(ByteBuf in, int start, int end) {
        int methodEnd = skip(TOKEN, in, start, end);
        if (methodEnd == start || methodEnd == end || in.getByte(methodEnd) != ' ') {
            return malformed("request line that does not begin with a method; expected a token and one space");
        }
        int targetStart = methodEnd + 1;
        int targetEnd = skip(TARGET, in, targetStart, end);
        if (targetEnd == targetStart || targetEnd == end || in.getByte(targetEnd) != ' ') {
            return malformed(
                    "request line without a target; expected visible ASCII characters between two single spaces");
        }
        int versionStart = targetEnd + 1;
        long version = end - versionStart == Long.BYTES ? in.getLong(versionStart) : 0;
        http10 = version == HTTP_1_0;
        return http10 || version == HTTP_1_1
                ? null
                : malformed("request line that ends with '" + shown(in, versionStart, end)
                        + "'; expected HTTP/1.1 or HTTP/1.0");
    }

    private @Nullable BadRequestException field(ByteBuf in, int start, int end) {
        if (++fieldCount > limits.fieldCount()) {
            return refuse(
                    Problem.HEAD_TOO_LARGE, "more than " + limits.fieldCount() + " fields; expected at most that many");
        }
        int nameEnd = skip(TOKEN, in, start, end);
        if (nameEnd == start || nameEnd == end || in.getByte(nameEnd) != ':') {
            return badName(in, start, nameEnd, end);
        }
        int illegal = skip(VALUE, in, nameEnd + 1, end);
        if (illegal != end) {
            return malformed("byte " + hex(in.getByte(illegal)) + " in the value of " + shown(in, start, nameEnd)
                    + "; expected no control characters");
        }
        return framing.add(in, start, nameEnd, end);
    }

    private static BadRequestException badName(ByteBuf in, int start, int nameEnd, int end) {
        if (nameEnd == end) {
            return malformed("field line without a colon; expected 'name: value'");
        }
        boolean space = in.getByte(nameEnd) == ' ' || in.getByte(nameEnd) == '\t';
        if (space && nameEnd == start) {
            return malformed("field line that begins with white space; expected a name, folded lines are obsolete");
        }
        if (space) {
            return malformed("white space after the field name " + shown(in, start, nameEnd) + "; expected a colon");
        }
        return malformed("byte " + hex(in.getByte(nameEnd)) + " in a field name; expected a token and a colon");
    }

    /** The index of the first byte that does not belong, or {@code end}. */
    private static int skip(ByteProcessor belonging, ByteBuf in, int start, int end) {
        int index = in.forEachByte(start, end - start, belonging);
        return index < 0 ? end : index;
    }

    private static String shown(ByteBuf in, int start, int end) {
        return Characters.excerpt(in.toString(start, end - start, StandardCharsets.ISO_8859_1));
    }

    private static String hex(byte b) {
        return String.format("0x%02x", b & 0xff);
    }

    private static BadRequestException malformed(String detail) {
        return refuse(Problem.BAD_REQUEST, detail);
    }

    private static BadRequestException refuse(Problem problem, String detail) {
        return new BadRequestException(problem, detail);
    }

    private static long eightBytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)).getLong();
    }

    private static ByteProcessor whileTrue(IntPredicate belongs) {
        boolean[] table = new boolean[256];
        for (int c = 0; c < table.length; c++) {
            table[c] = belongs.test(c);
        }
        return b -> table[b & 0xff];
    }
}
