package io.penstock.loadtest;

import java.util.concurrent.TimeUnit;
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

    /** A refusal that took so long was none at once. */
    static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** A whole answer. */
    static Reply answer(int status, long bytes) {
        return new Reply(status < 400 ? null : kind(status), bytes);
    }

    /** A whole answer in which the gateway itself refuses the call and tells when to come back. */
    static Reply refusal(int status, long bytes, long tookNanos) {
        return new Reply(refusalKind(status, tookNanos >= LATE_NANOS), bytes);
    }

    /** The kind of failure that such a refusal is. */
    static String refusalKind(int status, boolean late) {
        return (late ? "refused late " : "refused ") + status;
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
