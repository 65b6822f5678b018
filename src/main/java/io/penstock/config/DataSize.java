package io.penstock.config;

/**
 * An amount of bytes, written as {@code 512}, {@code 64KiB}, {@code 10MiB} or {@code 1GiB}.
 *
 * @param bytes the number of bytes, at least 0
 */
public record DataSize(long bytes) {

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
