package io.penstock.pool;

import io.penstock.exchange.Exchange;
import io.penstock.exchange.RequestBody;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;

/** Sends a request's head and its body, as fast as the upstream takes it. Confined to the exchange's event loop. */
final class Upload implements RequestBody.Reader {

    private final Exchange exchange;
    private final HttpClientRequest request;
    private final Runnable onBodySent;
    private boolean awaitingDrain;
    private boolean ended;
    private boolean stopped;

    /** The upload of a request whose head is filled in; {@code onBodySent} is not told where there is no body. */
    Upload(Exchange exchange, HttpClientRequest request, Runnable onBodySent) {
        this.exchange = exchange;
        this.request = request;
        this.onBodySent = onBodySent;
    }

    void start() {
        RequestBody body = exchange.body();
        if (body.length() == 0) {
            ended = true;
            request.end();
            return;
        }
        if (body.length() < 0) {
            request.setChunked(true);
        }
        request.drainHandler(drained -> {
            if (awaitingDrain && !stopped) {
                awaitingDrain = false;
                exchange.uploadProgressed();
                body.resume();
            }
        });
        request.sendHead();
        exchange.uploadStarted();
        body.read(this);
    }

    /** Whether the whole request has been sent. */
    boolean ended() {
        return ended;
    }

    /** Whether it is the upstream that does not take more. */
    boolean heldBack() {
        return awaitingDrain;
    }

    /** Gives up what was not sent; does nothing after the end. */
    void stop() {
        if (!ended && !stopped) {
            stopped = true;
            exchange.uploadEnded();
            exchange.body().detach();
        }
    }

    @Override
    public void data(Buffer chunk) {
        if (stopped) {
            return;
        }
        request.write(chunk);
        exchange.uploadProgressed();
        if (request.writeQueueFull()) {
            awaitingDrain = true;
            exchange.body().pause();
        }
    }

    @Override
    public void end() {
        if (stopped) {
            return;
        }
        ended = true;
        exchange.uploadEnded();
        onBodySent.run();
        request.end();
    }
}
