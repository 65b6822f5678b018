package io.penstock.token;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.exchange.Answer;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer whose body is there at once, or stalls before its end. */
final class FakeAnswer implements Answer {

    private final int status;
    private final MultiMap headers = HttpHeaders.headers();
    private final String body;
    private final List<ByteBuf> chunks;
    private final boolean stalls;
    boolean readToItsEnd;
    boolean cancelled;

    FakeAnswer(int status, @Nullable String challenge, String body, List<ByteBuf> chunks, boolean stalls) {
        this.status = status;
        this.body = body;
        this.chunks = chunks;
        this.stalls = stalls;
        if (body.startsWith("{")) {
            headers.add("content-type", "application/json;charset=utf-8");
        }
        if (challenge != null) {
            headers.add("www-authenticate", challenge);
        }
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
    public void read(Reader reader) {
        ByteBuf chunk = Unpooled.copiedBuffer(body, StandardCharsets.UTF_8);
        chunks.add(chunk);
        reader.data(chunk);
        if (!cancelled && !stalls) {
            readToItsEnd = true;
            reader.end(HttpHeaders.headers());
        }
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public void cancel() {
        cancelled = true;
    }
}
