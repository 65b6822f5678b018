package io.penstock.resilience.fallback;

import io.netty.buffer.ByteBuf;
import io.penstock.error.PenstockException;
import io.penstock.exchange.Answer;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is copied while it passes, and kept once it is whole and good. Confined to the exchange's event loop.
 */
final class KeepingAnswer implements Answer, Answer.Reader {

    private final Answer answer;
    private final KeptAnswers kept;
    private final String key;
    private final long nowNanos;
    private final MultiMap headers;
    private @Nullable ByteArrayOutputStream copy = new ByteArrayOutputStream();
    private @Nullable Reader reader;

    KeepingAnswer(Answer answer, KeptAnswers kept, String key, long nowNanos) {
        this.answer = answer;
        this.kept = kept;
        this.key = key;
        this.nowNanos = nowNanos;
        // As it came: those who get the answer may change its fields.
        this.headers = HttpHeaders.headers().addAll(answer.headers());
    }

    /** Whether an answer may be given once more: a 200 that is for anyone who sends the same request (RFC 9111, section 3). */
    static boolean keepable(Answer answer) {
        MultiMap fields = answer.headers();
        String control = fields.get(HttpHeaders.CACHE_CONTROL);
        String type = fields.get(HttpHeaders.CONTENT_TYPE);
        return answer.status() == 200
                && !fields.contains(HttpHeaders.SET_COOKIE)
                && !"*".equals(fields.get(HttpHeaders.VARY))
                && (control == null || !control.toLowerCase(Locale.ROOT).contains("no-store"))
                && (type == null || !type.regionMatches(true, 0, "text/event-stream", 0, 17));
    }

    @Override
    public HttpVersion version() {
        return answer.version();
    }

    @Override
    public int status() {
        return answer.status();
    }

    @Override
    public MultiMap headers() {
        return answer.headers();
    }

    @Override
    public boolean bursting() {
        return answer.bursting();
    }

    @Override
    public void read(Reader receiver) {
        reader = receiver;
        answer.read(this);
    }

    @Override
    public void pause() {
        answer.pause();
    }

    @Override
    public void resume() {
        answer.resume();
    }

    @Override
    public void cancel() {
        copy = null;
        answer.cancel();
    }

    @Override
    public void data(ByteBuf chunk) {
        ByteArrayOutputStream copying = copy;
        if (copying != null && copying.size() + chunk.readableBytes() > kept.maxBody()) {
            copy = null;
        } else if (copying != null) {
            byte[] bytes = new byte[chunk.readableBytes()];
            chunk.getBytes(chunk.readerIndex(), bytes);
            copying.writeBytes(bytes);
        }
        reader().data(chunk);
    }

    @Override
    public void burstEnd() {
        reader().burstEnd();
    }

    @Override
    public void end(MultiMap trailers) {
        ByteArrayOutputStream copied = copy;
        if (copied != null) {
            kept.keep(key, new KeptAnswer(version(), status(), headers, Buffer.buffer(copied.toByteArray()), nowNanos));
        }
        reader().end(trailers);
    }

    @Override
    public void broken(PenstockException failure) {
        copy = null;
        reader().broken(failure);
    }

    private Reader reader() {
        if (reader == null) {
            throw new IllegalStateException("a body only flows once it is read");
        }
        return reader;
    }
}
