package io.penstock.gateway.inbound;

/** What characters HTTP allows where. */
final class Characters {

    private static final int EXCERPT_LENGTH = 40;

    private Characters() {}

    /** Whether it may be a part of a method or a field name (RFC 9110, section 5.6.2). */
    static boolean isToken(int c) {
        return isLetterOrDigit(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    /** Whether it is an ASCII letter or digit. */
    static boolean isLetterOrDigit(int c) {
        int lowerCase = c | 0x20;
        return (lowerCase >= 'a' && lowerCase <= 'z') || (c >= '0' && c <= '9');
    }

    /** The value of a hexadecimal digit, or −1. */
    static int hexValue(int c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    /** What a message may show of a value that a caller sent: its beginning, without what a terminal would obey. */
    static String excerpt(String value) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < Math.min(value.length(), EXCERPT_LENGTH); i++) {
            char c = value.charAt(i);
            shown.append(c >= ' ' && c < 0x7f ? c : '?');
        }
        return value.length() > EXCERPT_LENGTH ? shown + "…" : shown.toString();
    }
}
