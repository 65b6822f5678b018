package io.penstock.pool;

import io.penstock.exchange.RequestBody;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** A body of unknown length that flows as the test says. */
class ManualBody implements RequestBody {

    volatile boolean detached;
    private @Nullable Reader reader;

    boolean asked() {
        return reader != null;
    }

    boolean push(String text) {
        Reader receiver = reader;
        if (receiver != null) {
            receiver.data(Buffer.buffer(text));
        }
        return receiver != null;
    }

    boolean finish() {
        Reader receiver = reader;
        if (receiver != null) {
            receiver.end();
        }
        return receiver != null;
    }

    @Override
    public long length() {
        return -1;
    }

    @Override
    public boolean readable() {
        return reader == null;
    }

    @Override
    public void read(Reader receiver) {
        reader = receiver;
    }

    @Override
    public void pause() {
        // The test pushes little.
    }

    @Override
    public void resume() {
        // See pause.
    }

    @Override
    public void detach() {
        detached = true;
    }
}
