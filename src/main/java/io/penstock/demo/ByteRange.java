package io.penstock.demo;

import org.jspecify.annotations.Nullable;

/**
 * The bytes of a body that a request asks for.
 *
 * @param start the first byte's offset
 * @param end the offset after the last byte's; equal to {@code start} where the range cannot be satisfied
 */
record ByteRange(long start, long end) {

    /**
     * The range that a {@code Range} field asks for of a body of {@code length} bytes. Null where there is no field or,
     * as RFC 9110 section 14.2 allows, where it is not understood or names several ranges: the whole body is served.
     */
    static @Nullable ByteRange parse(@Nullable String field, long length) {
        if (field == null || !field.startsWith("bytes=")) {
            return null;
        }
        String range = field.substring("bytes=".length()).trim();
        int dash = range.indexOf('-');
        if (dash < 0) {
            return null;
        }
        long first = number(range.substring(0, dash));
        long last = number(range.substring(dash + 1));
        boolean suffix = dash == 0;
        boolean open = dash == range.length() - 1;
        if (suffix) {
            return last < 0 ? null : new ByteRange(Math.max(0, length - last), length);
        }
        if (first < 0 || (!open && last < first)) {
            return null;
        }
        long start = Math.min(first, length);
        return new ByteRange(start, open ? length : Math.min(last + 1, length));
    }

    /** How many bytes it spans; 0 where it cannot be satisfied. */
    long length() {
        return end - start;
    }

    /** A non-negative number of at most 18 digits, else -1. */
    private static long number(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 18 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Long.parseLong(text) : -1;
    }
}
