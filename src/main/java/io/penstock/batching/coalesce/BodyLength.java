package io.penstock.batching.coalesce;

import io.penstock.exchange.Answer;
import io.vertx.core.http.HttpHeaders;

/** The length of a body in bytes, as its head says it. Pure. */
final class BodyLength {

    /** Where the head says none. */
    static final long UNKNOWN = -1;

    private BodyLength() {}

    static long of(Answer answer) {
        String length = answer.headers().get(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? UNKNOWN : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return UNKNOWN;
        }
    }
}
