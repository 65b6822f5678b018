package io.penstock.resilience.fallback;

import io.penstock.exchange.Answer;
import io.penstock.exchange.WholeAnswer;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.util.Map;

/**
 * An answer that is whole in memory. Immutable; any thread.
 *
 * @param body its bytes, never changed
 * @param keptNanos when it was kept, on the wheels' clock
 */
record KeptAnswer(HttpVersion version, int status, MultiMap headers, Buffer body, long keptNanos) {

    private static final int BYTES_BESIDE_BODY = 256;

    /** About how much memory it takes. */
    long bytes() {
        long fields = 0;
        for (Map.Entry<String, String> field : headers) {
            fields += field.getKey().length() + field.getValue().length() + 64L;
        }
        return BYTES_BESIDE_BODY + fields + body.length();
    }

    /** It as an answer of its own to one exchange, whose fields may be changed. */
    Answer toAnswer() {
        return new WholeAnswer(version, status, HttpHeaders.headers().addAll(headers), body.getBytes());
    }
}
