package io.penstock.loadtest;

import org.jspecify.annotations.Nullable;

/**
 * How a call ended.
 *
 * @param error the kind of failure; null for an answer with a status below 400
 * @param bytes what came of the answer's body
 */
record Reply(@Nullable String error, long bytes) {

    /** No answer in time. */
    static final String TIMEOUT = "timeout";

    /** No connection. */
    static final String CONNECT = "connect";

    /** A connection that broke before the end of the answer. */
    static final String CLOSED = "closed";

    /** A whole answer. */
    static Reply answer(int status, long bytes) {
        return new Reply(status < 400 ? null : kind(status), bytes);
    }

    /** The kind of failure that an answer with a status of 400 or above is. */
    static String kind(int status) {
        return "status " + status;
    }

    /** No whole answer. */
    static Reply failed(String kind, long bytes) {
        return new Reply(kind, bytes);
    }
}
