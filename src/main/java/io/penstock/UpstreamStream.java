package io.penstock;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/**
 * An upstream's answer whose body flows as the program takes it: at most some 64 KiB wait in memory, then the upstream is
 * held back. Thread-safe; all handlers run on the context that made the call, on an event loop of Penstock's where a plain
 * thread made it.
 *
 * <p>It must be read to its end or cancelled, since it holds a connection. Nothing is lost before handlers are set: data
 * wait for a data handler, the end for an end handler. A body of which nothing is taken for {@code server.stall} is cut. It
 * fails with the exceptions of {@link io.penstock.error}, after which nothing more is delivered; what came before is not
 * the whole.
 */
public final class UpstreamStream implements ReadStream<Buffer> {

    private final int status;
    private final MultiMap headers;
    private final HandOver body;
    private final UpstreamCall call;

    UpstreamStream(int status, MultiMap headers, HandOver body, UpstreamCall call) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.call = call;
    }

    /** The status code, 200 to 599. */
    public int status() {
        return status;
    }

    /** The end-to-end fields; names in any case. */
    public MultiMap headers() {
        return headers;
    }

    /** A field's first value, null where there is none. */
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    /** The fields after the body; empty before the end. */
    public MultiMap trailers() {
        return body.trailers();
    }

    /**
     * Gives up the rest: the request is reset, and the exception handler gets a {@link
     * io.penstock.error.CancelledException}. Does nothing after the end.
     */
    public void cancel() {
        call.cancel();
    }

    @Override
    public UpstreamStream handler(@Nullable Handler<Buffer> handler) {
        body.handler(handler);
        return this;
    }

    @Override
    public UpstreamStream pause() {
        body.pause();
        return this;
    }

    @Override
    public UpstreamStream resume() {
        body.resume();
        return this;
    }

    @Override
    public UpstreamStream fetch(long amount) {
        body.fetch(amount);
        return this;
    }

    @Override
    public UpstreamStream endHandler(@Nullable Handler<Void> handler) {
        body.endHandler(handler);
        return this;
    }

    @Override
    public UpstreamStream exceptionHandler(@Nullable Handler<Throwable> handler) {
        body.exceptionHandler(handler);
        return this;
    }
}
