package io.penstock.resilience.fallback;

import io.netty.buffer.ByteBuf;
import io.penstock.error.PenstockException;
import io.penstock.exchange.Answer;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is copied while it passes, and kept once it is whole and good. Confined to the exchange's event loop.
 */
final class KeepingAnswer implements Answer, Answer.Reader {

    private static final CharSequence SET_COOKIE2 = HttpHeaders.createOptimized("set-cookie2");
    private static final String EVENT_STREAM = "text/event-stream";
    private static final String PRIVATE = "private";

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
        return answer.status() == 200
                && !fields.contains(HttpHeaders.SET_COOKIE)
                && !fields.contains(SET_COOKIE2)
                && !isEventStream(fields.get(HttpHeaders.CONTENT_TYPE))
                && ListField.members(fields, HttpHeaders.CACHE_CONTROL).noneMatch(KeepingAnswer::forbids)
                && ListField.members(fields, HttpHeaders.VARY).allMatch(RequestKey::compares);
    }

    private static boolean isEventStream(@Nullable String type) {
        return type != null && type.regionMatches(true, 0, EVENT_STREAM, 0, EVENT_STREAM.length());
    }

    /** Whether a directive says that an answer must not be kept, or not for others: {@code private} may name fields. */
    private static boolean forbids(String directive) {
        return directive.equals(ListField.NO_STORE) || directive.equals(PRIVATE) || directive.startsWith(PRIVATE + '=');
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
        takeCopy();
        answer.cancel();
    }

    @Override
    public void data(ByteBuf chunk) {
        ByteArrayOutputStream copying = copy;
        int length = chunk.readableBytes();
        if (copying != null && (copying.size() + length > kept.maxBody() || !kept.takeRoom(length))) {
            takeCopy();
        } else if (copying != null) {
            byte[] bytes = new byte[length];
            chunk.getBytes(chunk.readerIndex(), bytes);
            copying.writeBytes(bytes);
        }
        reader().data(chunk);
    }

    /** What has been copied, which ends it; null where it has ended before. */
    private @Nullable ByteArrayOutputStream takeCopy() {
        ByteArrayOutputStream copied = copy;
        copy = null;
        if (copied != null) {
            kept.giveBackRoom(copied.size());
        }
        return copied;
    }

    @Override
    public void burstEnd() {
        reader().burstEnd();
    }

    @Override
    public void end(MultiMap trailers) {
        ByteArrayOutputStream copied = takeCopy();
        if (copied != null) {
            kept.keep(key, new KeptAnswer(version(), status(), headers, Buffer.buffer(copied.toByteArray()), nowNanos));
        }
        reader().end(trailers);
    }

    @Override
    public void broken(PenstockException failure) {
        takeCopy();
        reader().broken(failure);
    }

    private Reader reader() {
        if (reader == null) {
            throw new IllegalStateException("a body only flows once it is read");
        }
        return reader;
    }
}
