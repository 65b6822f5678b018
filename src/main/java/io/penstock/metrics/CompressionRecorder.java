package io.penstock.metrics;

/** Counts the answers of an upstream that were compressed on their way to callers. Thread-safe. */
public interface CompressionRecorder {

    /**
     * A compressed answer ended, whole or not.
     *
     * @param coding what it was compressed with, as {@code Content-Encoding} has it
     * @param bytesIn the bytes of its body that were compressed
     * @param bytesOut what they came to
     */
    void compressed(String coding, long bytesIn, long bytesOut);
}
