package io.penstock.pool;

import io.netty.buffer.ByteBuf;
import io.penstock.error.PenstockException;
import io.penstock.exchange.Answer;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** The answer of an attempt, from its head to its end. Confined to the exchange's event loop. */
final class IncomingAnswer implements Answer {

    private static final long LENGTH_UNKNOWN = -1;

    private final Attempt attempt;
    private final HttpVersion version;
    private final int status;
    private final MultiMap headers;
    private final StreamClock clock;
    private @Nullable Reader reader;
    private @Nullable PenstockException brokenBeforeRead;
    private boolean paused = true;
    private long bodyLeft;

    IncomingAnswer(Attempt attempt, HttpVersion version, int status, MultiMap headers, StreamClock clock) {
        this.attempt = attempt;
        this.version = version;
        this.status = status;
        this.headers = headers;
        this.clock = clock;
        this.bodyLeft = announcedLength(headers);
    }

    private static long announcedLength(MultiMap headers) {
        String length = headers.get(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? LENGTH_UNKNOWN : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return LENGTH_UNKNOWN;
        }
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

    StreamClock clock() {
        return clock;
    }

    /** Whether the caller does not take any more at present. */
    boolean paused() {
        return paused;
    }

    @Override
    public boolean bursting() {
        return attempt.bursting();
    }

    @Override
    public void read(Reader receiver) {
        reader = receiver;
        if (brokenBeforeRead != null) {
            receiver.broken(brokenBeforeRead);
        } else {
            resume();
        }
    }

    @Override
    public void pause() {
        if (!paused) {
            paused = true;
            attempt.hold(true);
        }
    }

    @Override
    public void resume() {
        if (paused) {
            paused = false;
            clock.progressed(attempt.now());
            attempt.hold(false);
        }
    }

    @Override
    public void cancel() {
        if (bodyLeft == 0) {
            // The caller left with all that it came for, and the end is on its way: the connection is as good as new.
            reader = null;
            resume();
        } else {
            attempt.giveUp();
        }
    }

    void data(ByteBuf chunk) {
        if (bodyLeft > 0) {
            bodyLeft -= chunk.readableBytes();
        }
        if (reader == null) {
            chunk.release();
        } else {
            clock.progressed(attempt.now());
            reader.data(chunk);
        }
    }

    void burstEnd() {
        if (reader != null) {
            reader.burstEnd();
        }
    }

    void end(MultiMap trailers) {
        if (reader != null) {
            reader.end(trailers);
        }
    }

    void broken(PenstockException failure) {
        if (reader != null) {
            reader.broken(failure);
        } else {
            brokenBeforeRead = failure;
        }
    }
}
