package io.penstock.gateway.inbound;

import io.penstock.error.BadRequestException;
import io.penstock.error.Problem;
import org.jspecify.annotations.Nullable;

/**
 * What may be in a request target in origin form. Pure.
 *
 * <p>Refused are characters that no recipient is meant to see there and that recipients disagree about: controls, spaces,
 * anything beyond ASCII, {@code "}, {@code #}, {@code <}, {@code >} and the backslash. In the path also an incomplete
 * percent escape and {@code %00}, as most servers do. The query is the upstream's own matter: {@code %} may stand in it
 * as it likes.
 */
final class RequestTarget {

    private static final boolean[] ALLOWED = new boolean[0x80];

    static {
        for (int c = 0x21; c < 0x7f; c++) {
            ALLOWED[c] = "\"#<>\\".indexOf(c) < 0;
        }
    }

    private RequestTarget() {}

    /** Why the target cannot be forwarded; null where it can. */
    static @Nullable BadRequestException check(String target) {
        boolean query = false;
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c >= ALLOWED.length || !ALLOWED[c]) {
                return malformed(String.format("character U+%04X in the target; expected it percent-encoded", (int) c));
            }
            if (c == '?') {
                query = true;
            } else if (c == '%' && !query && octet(target, i, target.length()) <= 0) {
                return malformed("'" + target.substring(i, Math.min(i + 3, target.length()))
                        + "' in the path; expected '%' and two hexadecimal digits other than 00");
            }
        }
        return null;
    }

    /** Where the path of a target ends: at its query, or at its end. */
    static int endOfPath(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target.length() : query;
    }

    /** The byte that the escape at {@code index} stands for, or −1 where there is none. */
    static int octet(String path, int index, int end) {
        if (index + 2 >= end || path.charAt(index) != '%') {
            return -1;
        }
        int high = Characters.hexValue(path.charAt(index + 1));
        int low = Characters.hexValue(path.charAt(index + 2));
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }

    private static BadRequestException malformed(String detail) {
        return new BadRequestException(Problem.BAD_REQUEST, detail);
    }
}
