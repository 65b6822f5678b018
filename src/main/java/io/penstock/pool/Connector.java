package io.penstock.pool;

import io.penstock.error.NetworkException;
import io.penstock.error.PenstockException;

/** Opens connections to one upstream, on the event loop that it was made for. */
interface Connector {

    /**
     * Opens a connection and tells how it went, exactly once, on the same loop.
     *
     * @param timeLimitNanos the time for the whole of it, names and TLS included
     */
    void connect(long timeLimitNanos, Result result);

    /** Closes what it holds; a connection that is still being opened is closed when it arrives. */
    void close();

    /** How a dial ended. */
    interface Result {

        /** A connection is open; it belongs to the receiver. */
        void opened(Link link);

        /** It could not be opened; a {@link NetworkException} in all but the case of a shutdown. */
        void failed(PenstockException failure);
    }
}
