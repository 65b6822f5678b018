package io.penstock.pool;

import io.penstock.exchange.Exchange;
import io.penstock.exchange.RequestBody;
import io.vertx.core.buffer.Buffer;

/** Sends a request's body, as fast as the upstream takes it. Confined to the exchange's event loop. */
final class Upload implements RequestBody.Reader {

    private final Exchange exchange;
    private final LinkStream stream;
    private final Runnable onBodySent;
    private boolean begun;
    private boolean reading;
    private boolean awaitingDrain;
    private boolean ended;
    private boolean stopped;

    /** The upload of a body that is not empty, on a stream whose head is written. */
    Upload(Exchange exchange, LinkStream stream, Runnable onBodySent) {
        this.exchange = exchange;
        this.stream = stream;
        this.onBodySent = onBodySent;
    }

    /** Begins, or begins once the stream can be written to. */
    void start() {
        if (stream.writable()) {
            begin();
        } else {
            stream.flush();
        }
    }

    private void begin() {
        begun = true;
        exchange.upload().started();
        // What is here already leaves together with the head.
        reading = true;
        exchange.body().read(this);
        reading = false;
        if (!ended && !stopped) {
            stream.flush();
        }
    }

    /** The stream takes bytes again, or takes the first. */
    void drained() {
        if (stopped) {
            return;
        }
        if (!begun) {
            begin();
        } else if (awaitingDrain) {
            awaitingDrain = false;
            exchange.upload().progressed();
            exchange.body().resume();
        }
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
            if (begun) {
                exchange.upload().ended();
                exchange.body().detach();
            }
        }
    }

    @Override
    public void data(Buffer chunk) {
        if (stopped) {
            return;
        }
        stream.write(chunk);
        if (!reading) {
            stream.flush();
        }
        exchange.upload().progressed();
        if (!stream.writable()) {
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
        exchange.upload().ended();
        onBodySent.run();
        stream.end();
    }
}
