package io.penstock.exchange;

import io.netty.buffer.Unpooled;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** An answer that is whole in memory: delivers its body at once, or when the reader takes it. Confined to the exchange's event loop. */
public final class WholeAnswer implements Answer {

    private final HttpVersion version;
    private final int status;
    private final MultiMap headers;
    private final byte[] body;
    private @Nullable Reader reader;
    private boolean paused;
    private boolean bodyGiven;

    /**
     * An answer.
     *
     * @param headers its fields, which are its own from now on
     * @param body its bytes, which nobody changes from now on
     */
    public WholeAnswer(HttpVersion version, int status, MultiMap headers, byte[] body) {
        this.version = version;
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    @Override
    public HttpVersion version() {
        return version;
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
        deliver();
    }

    private void deliver() {
        Reader receiver = reader;
        if (receiver != null && !bodyGiven && !paused) {
            bodyGiven = true;
            if (body.length > 0) {
                receiver.data(Unpooled.wrappedBuffer(body));
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
