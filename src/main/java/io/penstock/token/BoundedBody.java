package io.penstock.token;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import io.vertx.ext.web.codec.spi.BodyStream;
import org.jspecify.annotations.Nullable;

/** Collects an answer's content up to a bound, and fails beyond it. Confined to the call's event loop. */
final class BoundedBody implements BodyStream<Buffer> {

    /** More content came than any answer to us needs. */
    static final class TooLargeException extends Exception {
        private static final long serialVersionUID = 1;
        private static final TooLargeException INSTANCE = new TooLargeException();

        private TooLargeException() {
            super("more content than expected", null, false, false);
        }
    }

    private final int mostBytes;
    private final Buffer collected = Buffer.buffer();
    private final Promise<Buffer> result = Promise.promise();

    BoundedBody(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    @Override
    public Future<Buffer> result() {
        return result.future();
    }

    @Override
    public Future<Void> write(Buffer data) {
        if (collected.length() + data.length() > mostBytes) {
            result.tryFail(TooLargeException.INSTANCE);
            return Future.failedFuture(TooLargeException.INSTANCE);
        }
        collected.appendBuffer(data);
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> end() {
        result.tryComplete(collected);
        return Future.succeededFuture();
    }

    @Override
    public void handle(Throwable failure) {
        result.tryFail(failure);
    }

    @Override
    public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        return this;
    }

    @Override
    public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
        return this;
    }

    @Override
    public boolean writeQueueFull() {
        return false;
    }

    @Override
    public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
        return this;
    }
}
