package io.penstock;

import io.penstock.demo.BytePattern;
import io.penstock.testing.Await;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.atomic.AtomicLong;

/** An upstream that answers with so many bytes of {@link BytePattern}, as fast as they are taken, and counts them. */
final class PouringServer implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong written = new AtomicLong();
    private final BytePattern pattern = new BytePattern();
    private final long length;
    private final HttpServer server;

    PouringServer(long length) {
        this.length = length;
        this.server =
                Await.get(vertx.createHttpServer().requestHandler(this::serve).listen(0, "127.0.0.1"));
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** How many bytes it has got rid of, so far, over all answers. */
    long written() {
        return written.get();
    }

    private void serve(HttpServerRequest request) {
        pour(request.response().setChunked(true), 0);
    }

    private void pour(HttpServerResponse response, long from) {
        long offset = from;
        while (offset < length && !response.closed()) {
            if (response.writeQueueFull()) {
                long next = offset;
                response.drainHandler(drained -> pour(response, next));
                return;
            }
            int size = (int) Math.min(16 * 1024, length - offset);
            response.write(pattern.slice(offset, size));
            offset += size;
            written.addAndGet(size);
        }
        if (!response.closed()) {
            response.end();
        }
    }

    @Override
    public void close() {
        Await.get(vertx.close());
    }
}
