package io.penstock.exchange;

import io.netty.buffer.ByteBuf;
import io.penstock.error.PenstockException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpVersion;

/**
 * An answer whose head has arrived. It is paused: {@link #read} starts its body, {@link #cancel} ends it unread. One of
 * the two must be called, on the exchange's event loop, as must everything else here.
 */
public interface Answer {

    /** The HTTP version that it came in. */
    HttpVersion version();

    /** The status code, 200 to 599. */
    int status();

    /**
     * The end-to-end fields as they came: in order, repeated ones apart. A stage may change them before others have the answer
     * too; above the one that shares calls it changes a copy.
     */
    MultiMap headers();

    /**
     * Whether bytes that arrived together are being handed on at this moment. Then more of them may follow at once, and
     * {@link Reader#burstEnd()} follows for certain unless the answer ends before; so a reader may gather what it gets.
     * False where nothing is known of what follows.
     */
    default boolean bursting() {
        return false;
    }

    /** Starts the flow of the body; called once. */
    void read(Reader reader);

    /** Stops the flow until {@link #resume()}. */
    void pause();

    /** Lets the flow go on. */
    void resume();

    /** Gives up the rest of the body and whatever it holds; does nothing after the end. The reader hears no more. */
    void cancel();

    /** Receives a body. */
    interface Reader {

        /**
         * The next bytes, which are the reader's from now on: it hands them on, or releases them. They may be pooled and
         * off the heap, so that they reach the caller's socket as they came, without a copy.
         */
        void data(ByteBuf chunk);

        /**
         * All bytes that arrived together have been handed on; more will come later, if any. Told only of what was handed
         * on while {@link Answer#bursting()} was true: the answer's head or bytes of its body.
         */
        default void burstEnd() {}

        /** The body is whole; {@code trailers} may be empty. */
        void end(MultiMap trailers);

        /** The body broke: what was received so far is not whole and must not look so. */
        void broken(PenstockException failure);
    }
}
