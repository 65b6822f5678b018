package io.penstock.resilience.retry;

import io.netty.buffer.Unpooled;
import io.penstock.exchange.Answer;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** An answer whose body comes when the test says so, or at once. */
final class FakeAnswer implements Answer {

    private final int status;
    private final MultiMap headers = HttpHeaders.headers();
    private final @Nullable String body;
    private @Nullable Reader reader;
    boolean cancelled;

    /** An answer; {@code body} is null where it does not come by itself. */
    FakeAnswer(int status, @Nullable String body) {
        this.status = status;
        this.body = body;
    }

    static FakeAnswer of(int status) {
        return new FakeAnswer(status, "");
    }

    FakeAnswer with(String name, String value) {
        headers.add(name, value);
        return this;
    }

    boolean read() {
        return reader != null;
    }

    @Override
    public HttpVersion version() {
        return HttpVersion.HTTP_1_1;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public MultiMap headers() {
        return headers;
    }

    @Override
    public void read(Reader receiver) {
        reader = receiver;
        if (body != null) {
            receiver.data(Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
            receiver.end(HttpHeaders.headers());
        }
    }

    @Override
    public void pause() {
        // It comes at once, or not at all.
    }

    @Override
    public void resume() {
        // See pause.
    }

    @Override
    public void cancel() {
        cancelled = true;
    }
}
