package io.penstock.pool;

import io.penstock.error.BadRequestException;
import io.penstock.error.Problem;
import io.penstock.exchange.VertxInternals;
import io.vertx.core.AsyncResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.GoAway;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.net.HostAndPort;
import org.jspecify.annotations.Nullable;

/** A request and its answer of Vert.x's HTTP client. Confined to the event loop on which it was opened. */
final class VertxStream implements LinkStream {

    /** HTTP/2 CANCEL (RFC 9113, section 7); HTTP/1.1 has no codes and closes the connection. */
    private static final long CANCEL = 8;

    /** RFC 9113, section 7: the stream was refused before any of it was handled. */
    private static final long REFUSED_STREAM = 7;

    private final RequestHead head;
    private final HostAndPort authority;
    private final boolean multiplexed;
    private final Events events;
    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse response;
    private boolean held = true;
    private boolean requestEnded;

    /** Nothing more is told: the answer ended or broke, or is not wanted. */
    private boolean over;

    /** Nothing more is sent: it broke, or was given up. An answer that ended lets the request come to its end. */
    private boolean cut;

    VertxStream(RequestHead head, HostAndPort authority, boolean multiplexed, Events events) {
        this.head = head;
        this.authority = authority;
        this.multiplexed = multiplexed;
        this.events = events;
        this.requestEnded = head.length() == 0;
    }

    /** Sends the head, where there is a stream to send it on. */
    void opened(AsyncResult<HttpClientRequest> result) {
        if (result.failed()) {
            broken(result.cause());
            return;
        }
        HttpClientRequest opened = result.result();
        // What ended the stream has been told; without a handler Vert.x would log it.
        opened.exceptionHandler(this::broken);
        if (over) {
            opened.reset(CANCEL);
            return;
        }
        try {
            fill(opened);
        } catch (IllegalArgumentException e) {
            over = true;
            cut = true;
            opened.reset(CANCEL);
            events.broken(new BadRequestException(Problem.BAD_REQUEST, String.valueOf(e.getMessage())), true);
            return;
        }
        request = opened;
        if (head.length() == 0) {
            opened.end();
        } else {
            opened.setChunked(head.length() < 0);
            opened.sendHead();
            events.drained();
        }
    }

    private void fill(HttpClientRequest opened) {
        opened.headers().addAll(head.headers());
        opened.authority(authority);
        if (multiplexed) {
            // HTTP/2 has :authority for the one, and forbids the other (RFC 9113, section 8.2.2).
            opened.headers().remove(HttpHeaders.HOST).remove(HttpHeaders.CONNECTION);
        }
        opened.continueHandler(proceed -> {
            if (!over) {
                events.proceed();
            }
        });
        opened.response().onComplete(this::headArrived);
        opened.drainHandler(drained -> {
            if (!cut) {
                events.drained();
            }
        });
    }

    private void headArrived(AsyncResult<HttpClientResponse> result) {
        if (result.failed()) {
            broken(result.cause());
            return;
        }
        HttpClientResponse arrived = result.result();
        arrived.pause();
        arrived.exceptionHandler(this::broken);
        if (over) {
            return;
        }
        response = arrived;
        arrived.handler(chunk -> {
            if (!over) {
                events.data(VertxInternals.bytes(chunk));
            }
        });
        arrived.endHandler(ended -> {
            if (!over) {
                over = true;
                events.end(arrived.trailers());
            }
        });
        events.head(arrived.version(), arrived.statusCode(), arrived.headers());
        if (!held && !over) {
            arrived.resume();
        }
    }

    @Override
    public void write(Buffer chunk) {
        if (!cut && !requestEnded && request != null) {
            request.write(chunk);
        }
    }

    @Override
    public void flush() {
        // Vert.x sends what it is given.
    }

    @Override
    public void end() {
        if (!cut && request != null && !requestEnded) {
            requestEnded = true;
            request.end();
        }
    }

    @Override
    public boolean writable() {
        return !cut && !requestEnded && request != null && !request.writeQueueFull();
    }

    @Override
    public void pause() {
        if (!held) {
            held = true;
            if (response != null) {
                response.pause();
            }
        }
    }

    @Override
    public void resume() {
        if (held) {
            held = false;
            if (response != null) {
                response.resume();
            }
        }
    }

    @Override
    public boolean bursting() {
        return false;
    }

    @Override
    public void reset() {
        HttpClientRequest opened = request;
        boolean pending = !over || !requestEnded;
        over = true;
        cut = true;
        if (pending && opened != null) {
            opened.reset(CANCEL);
        }
    }

    /** Ends it without a whole answer. */
    void broken(Throwable cause) {
        if (over) {
            return;
        }
        over = true;
        cut = true;
        boolean unhandled = request == null || unhandled(cause);
        if (request != null) {
            request.reset(CANCEL);
        }
        events.broken(cause, unhandled);
    }

    private boolean unhandled(Throwable cause) {
        if (cause instanceof StreamResetException reset) {
            return reset.getCode() == REFUSED_STREAM;
        }
        GoAway goAway = cause instanceof HttpClosedException closed ? closed.goAway() : null;
        return goAway != null && request != null && request.streamId() > goAway.getLastStreamId();
    }
}
