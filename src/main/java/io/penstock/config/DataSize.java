package io.penstock.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of bytes, written as {@code 512}, {@code 64KiB}, {@code 10MiB} or {@code 1GiB}.
 *
 * @param bytes the number of bytes, at least 0
 */
public record DataSize(long bytes) implements Comparable<DataSize> {
    /** Java and ECMA 262. */
    static final String PATTERN = "[0-9]{1,15}(KiB|MiB|GiB)?";

    private static final Pattern FORM = Pattern.compile("([0-9]{1,15})(KiB|MiB|GiB)?");

    /** Refuses a negative amount. */
    public DataSize {
        if (bytes < 0) {
            throw new IllegalArgumentException(bytes + " bytes; expected 0 or more");
        }
    }

    /** {@code n} times 1,024 bytes. */
    public static DataSize ofKiB(long n) {
        return new DataSize(Math.multiplyExact(n, 1024L));
    }

    /**
     * Reads what {@link #toString()} writes.
     *
     * @throws IllegalArgumentException if the text is no size, or one beyond 8 EiB
     */
    public static DataSize parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(text + "; expected a size such as 512, 64KiB, 10MiB or 1GiB");
        }
        long amount = Long.parseLong(form.group(1));
        int shift =
                "GiB".equals(form.group(2)) ? 30 : "MiB".equals(form.group(2)) ? 20 : form.group(2) != null ? 10 : 0;
        if (amount > Long.MAX_VALUE >> shift) {
            throw new IllegalArgumentException(text + "; expected less than 8 EiB");
        }
        return new DataSize(amount << shift);
    }

    @Override
    public int compareTo(DataSize other) {
        return Long.compare(bytes, other.bytes);
    }

    @Override
    public String toString() {
        if (bytes > 0 && bytes % (1L << 30) == 0) {
            return (bytes >> 30) + "GiB";
        }
        if (bytes > 0 && bytes % (1L << 20) == 0) {
            return (bytes >> 20) + "MiB";
        }
        return bytes > 0 && bytes % 1024 == 0 ? (bytes >> 10) + "KiB" : Long.toString(bytes);
    }
}
