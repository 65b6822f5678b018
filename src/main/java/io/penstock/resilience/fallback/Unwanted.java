package io.penstock.resilience.fallback;

import io.netty.buffer.ByteBuf;
import io.penstock.error.PenstockException;
import io.penstock.exchange.Answer;
import io.vertx.core.MultiMap;

/** Reads an answer that nobody wants to its end, so that its connection stays in use; gives one above 64 KiB up. */
final class Unwanted implements Answer.Reader {

    private static final int MOST_READ = 64 * 1024;

    private final Answer answer;
    private int bytes;

    private Unwanted(Answer answer) {
        this.answer = answer;
    }

    static void discard(Answer answer) {
        answer.read(new Unwanted(answer));
    }

    @Override
    public void data(ByteBuf chunk) {
        bytes += chunk.readableBytes();
        chunk.release();
        if (bytes > MOST_READ) {
            answer.cancel();
        }
    }

    @Override
    public void end(MultiMap trailers) {
        // It has gone, as it should.
    }

    @Override
    public void broken(PenstockException failure) {
        // It was not wanted anyway.
    }
}
