package io.penstock.metrics;

/** Counts what happens to one credential's tokens. Thread-safe. */
public interface TokenRecorder {

    /**
     * A try to get a token ended.
     *
     * @param result {@code success}, or a failure's kind, one of a small fixed set
     * @param nanos how long it took
     */
    void fetched(String result, long nanos);

    /** A call had to wait for a token. */
    void waiting();

    /** A call that the upstream had answered 401 was answered otherwise with a newer token. */
    void cured();
}
