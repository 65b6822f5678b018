package io.penstock.exchange;

import io.vertx.core.buffer.Buffer;

/**
 * The body of a caller's request. Read once for each attempt, from its first byte; a body that cannot be read again says
 * so. Confined to the exchange's event loop.
 */
public interface RequestBody {

    /** The length in bytes, 0 where there is no body, −1 where it is not known before the end. */
    long length();

    /** Whether {@link #read} would deliver the body from its first byte. */
    boolean readable();

    /** Starts delivering the body to the reader. */
    void read(Reader reader);

    /** Stops the delivery until {@link #resume()}. */
    void pause();

    /** Lets the delivery go on. */
    void resume();

    /** Detaches the reader: nothing more is delivered to it. What the caller still sends is kept for a later reader. */
    void detach();

    /** No body at all. */
    static RequestBody none() {
        return WholeBody.EMPTY;
    }

    /** A body that is whole in memory and can be read any number of times. */
    static RequestBody of(Buffer body) {
        return body.length() == 0 ? WholeBody.EMPTY : new WholeBody(body);
    }

    /** Receives the body. */
    interface Reader {

        /** The next bytes. */
        void data(Buffer chunk);

        /** The body is whole. */
        void end();
    }
}
