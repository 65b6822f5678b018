package io.penstock.exchange;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/** The urgency that a {@code Priority} field asks for (RFC 9218, section 4.1). Pure. */
final class Urgency {

    /** What holds where nothing is said. */
    static final int DEFAULT = 3;

    static final CharSequence PRIORITY = HttpHeaders.createOptimized("priority");
    private static final int LONGEST = 256;

    private Urgency() {}

    /** 0, the most urgent, to 7; {@link #DEFAULT} where the field is not there or not understood. */
    static int of(MultiMap headers) {
        String value = headers.get(PRIORITY);
        if (value == null || value.length() > LONGEST) {
            return DEFAULT;
        }
        int urgency = DEFAULT;
        int start = 0;
        // Of members with the same name the last one counts (RFC 8941, section 3.2).
        while (start <= value.length()) {
            int end = memberEnd(value, start);
            String member = value.substring(start, end).strip();
            if (member.startsWith("u=")) {
                urgency = number(member);
            }
            start = end + 1;
        }
        return urgency;
    }

    /** Where a member ends: at a comma that does not stand in a string (RFC 8941, section 3.3.3). */
    private static int memberEnd(String value, int start) {
        boolean quoted = false;
        boolean escaped = false;
        for (int i = start; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == ',' && !quoted) {
                return i;
            }
            if (c == '"' && !escaped) {
                quoted = !quoted;
            }
            escaped = quoted && c == '\\' && !escaped;
        }
        return value.length();
    }

    private static int number(String member) {
        int digit = member.length() < 3 ? -1 : member.charAt(2) - '0';
        boolean whole = member.length() == 3 || (member.length() > 3 && member.charAt(3) == ';');
        return whole && digit >= 0 && digit <= 7 ? digit : DEFAULT;
    }
}
