package io.penstock.pool;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.penstock.error.BadRequestException;
import io.penstock.error.Problem;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BiConsumer;

/**
 * Writes heads of HTTP/1.1 requests (RFC 9112) byte by byte, and refuses what would break them: the last of several checks,
 * for nothing behind it could tell a forged line from a real one. Used by one connection, on its event loop.
 */
final class RequestEncoder implements BiConsumer<String, String> {

    /** The end of a line, and of a chunk's data. May be written any number of times. */
    static final ByteBuf CRLF = ascii("\r\n");

    /** The end of a body in chunks, without trailers. May be written any number of times. */
    static final ByteBuf LAST_CHUNK = ascii("0\r\n\r\n");

    private static final int ROOM = 1_024;
    private static final int MOST_ROOM_KEPT = 8 * 1_024;

    /** The characters of tokens (RFC 9110, section 5.6.2). */
    private static final boolean[] TOKEN = tokenCharacters();

    private static final String CONTENT_LENGTH = HttpHeaders.CONTENT_LENGTH.toString();
    private static final String TRANSFER_ENCODING = HttpHeaders.TRANSFER_ENCODING.toString();

    private byte[] bytes = new byte[ROOM];
    private int size;
    private boolean chunked;

    /**
     * The bytes of a head. A body of unknown length is announced in chunks.
     *
     * @throws BadRequestException where the method or a field's name is no token, or the target or a field's value holds a
     *     character that must not stand there
     */
    ByteBuf encode(RequestHead head, ByteBufAllocator allocator) {
        size = 0;
        chunked = head.length() < 0;
        putToken(head.method().name());
        put(' ');
        putTarget(head.target());
        putAscii(" HTTP/1.1\r\n");
        head.headers().forEach(this);
        putAscii(chunked ? "transfer-encoding: chunked\r\n\r\n" : "\r\n");
        ByteBuf encoded = allocator.directBuffer(size).writeBytes(bytes, 0, size);
        if (bytes.length > MOST_ROOM_KEPT) {
            bytes = new byte[ROOM];
        }
        return encoded;
    }

    /** The line before a chunk of so many bytes. */
    static ByteBuf chunkSize(int length, ByteBufAllocator allocator) {
        ByteBuf line = allocator.directBuffer(10);
        line.writeCharSequence(Integer.toHexString(length), StandardCharsets.US_ASCII);
        return line.writeShort('\r' << 8 | '\n');
    }

    /** Writes one field; those that would contradict the framing are left out. */
    @Override
    public void accept(String name, String value) {
        boolean framing =
                TRANSFER_ENCODING.equalsIgnoreCase(name) || (chunked && CONTENT_LENGTH.equalsIgnoreCase(name));
        if (!framing) {
            putToken(name);
            putAscii(": ");
            putValue(value);
            putAscii("\r\n");
        }
    }

    private void putToken(String token) {
        int length = token.length();
        makeRoom(length);
        for (int i = 0; i < length; i++) {
            char c = token.charAt(i);
            if (c >= TOKEN.length || !TOKEN[c]) {
                throw forbidden(c, "a method or the name of a field", "letters, digits and !#$%&'*+-.^_`|~");
            }
            bytes[size++] = (byte) c;
        }
        if (length == 0) {
            throw new BadRequestException(
                    Problem.BAD_REQUEST, "an empty name of a field; expected one character at least");
        }
    }

    private void putTarget(String target) {
        int length = target.length();
        makeRoom(length);
        for (int i = 0; i < length; i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c == 0x7F || c > 0xFF) {
                throw forbidden(c, "the target", "visible characters");
            }
            bytes[size++] = (byte) c;
        }
    }

    private void putValue(String value) {
        int length = value.length();
        makeRoom(length);
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7F || c > 0xFF) {
                throw forbidden(c, "the value of a field", "visible characters, spaces and tabs");
            }
            bytes[size++] = (byte) c;
        }
    }

    private void putAscii(String text) {
        int length = text.length();
        makeRoom(length);
        for (int i = 0; i < length; i++) {
            bytes[size++] = (byte) text.charAt(i);
        }
    }

    private void put(char c) {
        makeRoom(1);
        bytes[size++] = (byte) c;
    }

    private void makeRoom(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }

    private static BadRequestException forbidden(char c, String where, String expected) {
        return new BadRequestException(
                Problem.BAD_REQUEST, String.format("character U+%04X in %s; expected %s", (int) c, where, expected));
    }

    private static boolean[] tokenCharacters() {
        boolean[] allowed = new boolean[128];
        for (char c = '!'; c < 0x7F; c++) {
            allowed[c] = "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
        }
        return allowed;
    }

    private static ByteBuf ascii(String text) {
        ByteBuf bytes = Unpooled.directBuffer(text.length());
        bytes.writeCharSequence(text, StandardCharsets.US_ASCII);
        return Unpooled.unreleasableBuffer(bytes.asReadOnly());
    }
}
