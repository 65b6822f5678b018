package io.penstock.exchange;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpVersion;

/**
 * An answer with fields of its own: those of the answer behind it may be shared with others who called for it. Confined to the
 * exchange's event loop.
 *
 * @param answer has all the rest
 * @param headers the fields
 */
public record AnswerWithFields(Answer answer, MultiMap headers) implements Answer {

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
