package io.penstock.compression;

import io.penstock.exchange.Answer;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpVersion;

/** An answer with fields of its own: others may have the one behind it too. Confined to the exchange's event loop. */
record RetaggedAnswer(Answer answer, MultiMap headers) implements Answer {

    @Override
    public HttpVersion version() {
        return answer.version();
    }

    @Override
    public int status() {
        return answer.status();
    }

    @Override
    public boolean bursting() {
        return answer.bursting();
    }

    @Override
    public void read(Reader reader) {
        answer.read(reader);
    }

    @Override
    public void pause() {
        answer.pause();
    }

    @Override
    public void resume() {
        answer.resume();
    }

    @Override
    public void cancel() {
        answer.cancel();
    }
}
