package io.penstock.exchange;

import io.vertx.core.buffer.Buffer;

/** A body that is whole in memory. */
record WholeBody(Buffer body) implements RequestBody {

    static final WholeBody EMPTY = new WholeBody(Buffer.buffer(0));

    @Override
    public long length() {
        return body.length();
    }

    @Override
    public boolean readable() {
        return true;
    }

    @Override
    public void read(Reader reader) {
        if (body.length() > 0) {
            reader.data(body);
        }
        reader.end();
    }

    @Override
    public void pause() {
        // Delivered at once: there is nothing to hold back.
    }

    @Override
    public void resume() {
        // See pause.
    }

    @Override
    public void detach() {
        // See pause.
    }
}
