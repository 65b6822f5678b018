package io.penstock.batching.coalesce;

import io.netty.buffer.ByteBuf;
import io.penstock.error.PenstockException;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Outcome;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * The one whose request went out: its end of the shared call, on the event loop of that call. What comes while nobody else
 * reads is handed on as it comes.
 */
final class Leader extends Member implements Answer {

    private final SharedCall call;
    private final Outcome outcome;
    private @Nullable Reader reader;
    private @Nullable PenstockException brokenBeforeRead;

    Leader(SharedCall call, Outcome outcome) {
        this.call = call;
        this.outcome = outcome;
    }

    Outcome outcome() {
        return outcome;
    }

    @Override
    public HttpVersion version() {
        return call.answer().version();
    }

    @Override
    public int status() {
        return call.answer().status();
    }

    @Override
    public MultiMap headers() {
        return call.answer().headers();
    }

    @Override
    public boolean bursting() {
        return call.answer().bursting();
    }

    @Override
    public void read(Reader receiver) {
        reader = receiver;
        stopped = false;
        PenstockException failure = brokenBeforeRead;
        if (failure == null) {
            call.leaderReads();
        } else {
            receiver.broken(failure);
        }
    }

    @Override
    public void pause() {
        if (!ended) {
            stopped = true;
            call.leaderPaused();
        }
    }

    @Override
    public void resume() {
        if (!ended) {
            stopped = false;
            call.leaderResumed();
        }
    }

    @Override
    public void cancel() {
        if (!ended) {
            ended = true;
            call.leaderLeft();
        }
    }

    /** Whether it has begun to read. */
    boolean reads() {
        return reader != null;
    }

    @Override
    boolean ready() {
        return reader != null && !stopped && !ended;
    }

    @Override
    void data(ByteBuf bytes) {
        if (reader == null || ended) {
            bytes.release();
        } else {
            reader.data(bytes);
        }
    }

    void burstEnd() {
        if (reader != null && !ended) {
            reader.burstEnd();
        }
    }

    @Override
    void end(MultiMap trailers) {
        if (reader != null && !ended) {
            ended = true;
            reader.end(trailers);
        }
    }

    @Override
    void broken(PenstockException failure) {
        if (ended) {
            return;
        }
        ended = true;
        if (reader == null) {
            brokenBeforeRead = failure;
        } else {
            reader.broken(failure);
        }
    }
}
