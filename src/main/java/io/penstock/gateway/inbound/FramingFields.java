package io.penstock.gateway.inbound;

import io.netty.buffer.ByteBuf;
import io.penstock.error.BadRequestException;
import io.penstock.error.Problem;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The fields of one request head that address and frame the request, where two readings would be dangerous. */
final class FramingFields {

    /** Lengths of this many digits fit into a {@code long}, and no body is longer. */
    private static final int MAX_LENGTH_DIGITS = 18;

    private int hosts;
    private boolean lengthSeen;
    private int transferCodings;
    private boolean chunked;
    private boolean h2cOffered;

    /** Takes note of a field line whose name ends at the colon at {@code nameEnd}; the failure it is, or null. */
    @Nullable
    BadRequestException add(ByteBuf in, int start, int nameEnd, int end) {
        switch (nameEnd - start) {
            case 4 -> {
                if (is("host", in, start)) {
                    hosts++;
                }
            }
            case 7 -> {
                if (is("upgrade", in, start)) {
                    return upgrade(value(in, nameEnd, end));
                }
            }
            case 14 -> {
                if (is("content-length", in, start)) {
                    return contentLength(value(in, nameEnd, end));
                }
            }
            case 17 -> {
                if (is("transfer-encoding", in, start)) {
                    transferCodings++;
                    chunked = value(in, nameEnd, end).equalsIgnoreCase("chunked");
                }
            }
            default -> {
                // Says nothing about address or framing.
            }
        }
        return null;
    }

    /** What is wrong with the fields of a whole head, taken together; null where nothing is. */
    @Nullable
    BadRequestException check(boolean http10) {
        if (hosts > 1) {
            return malformed(hosts + " Host fields; expected one");
        }
        if (hosts == 0 && !http10) {
            return malformed("no Host field; expected one in HTTP/1.1");
        }
        if (transferCodings == 0) {
            return null;
        }
        if (http10) {
            return malformed("Transfer-Encoding in an HTTP/1.0 request; expected Content-Length");
        }
        if (lengthSeen) {
            return malformed("both Transfer-Encoding and Content-Length; expected one of them");
        }
        return transferCodings == 1 && chunked
                ? null
                : new BadRequestException(
                        Problem.TRANSFER_CODING_UNSUPPORTED,
                        "Transfer-Encoding other than 'chunked'; expected that one alone");
    }

    /** Whether the caller offers to go on with clear-text HTTP/2, which may be ignored (RFC 9110, section 7.8). */
    boolean h2cOffered() {
        return h2cOffered;
    }

    /** Forgets all fields. */
    void clear() {
        hosts = 0;
        lengthSeen = false;
        transferCodings = 0;
        chunked = false;
        h2cOffered = false;
    }

    private @Nullable BadRequestException upgrade(String protocol) {
        if (!protocol.equalsIgnoreCase("h2c")) {
            return RequestRules.upgradeRefused(protocol);
        }
        h2cOffered = true;
        return null;
    }

    private @Nullable BadRequestException contentLength(String value) {
        if (lengthSeen) {
            return malformed("more than one Content-Length; expected one");
        }
        lengthSeen = true;
        return !value.isEmpty()
                        && value.length() <= MAX_LENGTH_DIGITS
                        && value.chars().allMatch(c -> c >= '0' && c <= '9')
                ? null
                : malformed("Content-Length '" + Characters.excerpt(value) + "'; expected a number of bytes");
    }

    /** Whether the name at {@code start}, a token of the same length, is this one in lower case. */
    private static boolean is(String name, ByteBuf in, int start) {
        for (int i = 0; i < name.length(); i++) {
            char expected = name.charAt(i);
            int found = in.getByte(start + i);
            if (found != expected && (expected == '-' || (found | 0x20) != expected)) {
                return false;
            }
        }
        return true;
    }

    private static String value(ByteBuf in, int colon, int end) {
        return in.toString(colon + 1, end - colon - 1, StandardCharsets.ISO_8859_1)
                .trim();
    }

    private static BadRequestException malformed(String detail) {
        return new BadRequestException(Problem.BAD_REQUEST, detail);
    }
}
