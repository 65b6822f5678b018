package io.penstock.resilience.fallback;

import io.penstock.config.FallbackConfig;
import io.penstock.config.FixedAnswerConfig;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** What a route falls back to, worked out once for the process; each event loop makes its own stage of it. Thread-safe. */
public final class Fallback {

    private final @Nullable KeptAnswers lastGood;
    private final @Nullable String upstream;
    private final @Nullable KeptAnswer fixed;

    /** A fallback that has kept no answer yet. */
    public Fallback(FallbackConfig config) {
        this.lastGood = config.lastGood() == null ? null : new KeptAnswers(config.lastGood());
        this.upstream = config.upstream();
        this.fixed = config.answer() == null ? null : fixed(config.answer());
    }

    private static KeptAnswer fixed(FixedAnswerConfig config) {
        String body = config.body();
        Buffer bytes = body == null ? Buffer.buffer() : Buffer.buffer(body);
        MultiMap headers = HttpHeaders.headers();
        if (body != null) {
            headers.set(HttpHeaders.CONTENT_TYPE, config.contentType());
        }
        headers.set(HttpHeaders.CONTENT_LENGTH, Integer.toString(bytes.length()));
        return new KeptAnswer(HttpVersion.HTTP_1_1, config.status(), headers, bytes, 0);
    }

    /** The name of the upstream that is asked in place of the route's own; null for none. */
    public @Nullable String upstream() {
        return upstream;
    }

    @Nullable
    KeptAnswers lastGood() {
        return lastGood;
    }

    @Nullable
    KeptAnswer fixed() {
        return fixed;
    }
}
