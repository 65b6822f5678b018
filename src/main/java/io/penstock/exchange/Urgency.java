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
            int comma = value.indexOf(',', start);
            int end = comma < 0 ? value.length() : comma;
            String member = value.substring(start, end).strip();
            if (member.startsWith("u=")) {
                urgency = number(member);
            }
            start = end + 1;
        }
        return urgency;
    }

    private static int number(String member) {
        int digit = member.length() < 3 ? -1 : member.charAt(2) - '0';
        boolean whole = member.length() == 3 || (member.length() > 3 && member.charAt(3) == ';');
        return whole && digit >= 0 && digit <= 7 ? digit : DEFAULT;
    }
}
