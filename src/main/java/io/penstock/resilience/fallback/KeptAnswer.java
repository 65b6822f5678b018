package io.penstock.resilience.fallback;

import io.netty.buffer.Unpooled;
import io.penstock.exchange.Answer;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
        return new Given(this, HttpHeaders.headers().addAll(headers));
    }

    /** Delivers the body at once, or when the reader takes it. */
    private static final class Given implements Answer {

        private final KeptAnswer kept;
        private final MultiMap headers;
        private @Nullable Reader reader;
        private boolean paused;
        private boolean bodyGiven;

        Given(KeptAnswer kept, MultiMap headers) {
            this.kept = kept;
            this.headers = headers;
        }

        @Override
        public HttpVersion version() {
            return kept.version();
        }

        @Override
        public int status() {
            return kept.status();
        }

        @Override
        public MultiMap headers() {
            return headers;
        }

        @Override
        public void read(Reader receiver) {
            reader = receiver;
            deliver();
        }

        private void deliver() {
            Reader receiver = reader;
            if (receiver != null && !bodyGiven && !paused) {
                bodyGiven = true;
                if (kept.body().length() > 0) {
                    receiver.data(Unpooled.wrappedBuffer(kept.body().getBytes()));
                }
            }
            // Asked again: the reader may have paused or cancelled over the data.
            receiver = reader;
            if (receiver != null && bodyGiven && !paused) {
                reader = null;
                receiver.end(HttpHeaders.headers());
            }
        }

        @Override
        public void pause() {
            paused = true;
        }

        @Override
        public void resume() {
            paused = false;
            deliver();
        }

        @Override
        public void cancel() {
            reader = null;
        }
    }
}
