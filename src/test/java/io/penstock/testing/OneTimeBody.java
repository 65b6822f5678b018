package io.penstock.testing;

import io.penstock.exchange.RequestBody;

/** A request's body of which some was too long to keep, so that it cannot be read again. */
public final class OneTimeBody implements RequestBody {

    @Override
    public long length() {
        return 1;
    }

    @Override
    public boolean readable() {
        return false;
    }

    @Override
    public void read(Reader reader) {
        throw new AssertionError("it cannot be read");
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public void detach() {}
}
