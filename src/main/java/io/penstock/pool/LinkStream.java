package io.penstock.pool;

import io.netty.buffer.ByteBuf;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;

/**
 * One request on a {@link Link}, and its answer. Confined to the event loop on which it was opened.
 *
 * <p>It is over when it broke or was {@link #reset()}, or when both the request and the answer have ended; after that its
 * methods do nothing. An answer may end before the request does: the request then still has to be ended, or reset.
 */
interface LinkStream {

    /**
     * Sends a part of the request's body, at the latest with the next {@link #flush()}. Not before {@link #writable()} or
     * {@link Events#drained()} said once that it may be; after that a full queue holds nothing back by itself.
     */
    void write(Buffer chunk);

    /** Sends all that was written up to now; {@link #end()} does it too. */
    void flush();

    /** Ends the request, and sends what was written of it. Not to be called where the head announced no body. */
    void end();

    /**
     * Whether the request goes on and the other side keeps up with what is written; where it does not, {@link
     * Events#drained()} tells when.
     */
    boolean writable();

    /** Holds the answer's body back until {@link #resume()}. Every answer is held back at its beginning. */
    void pause();

    /** Lets the answer's body flow, as of the next turn at the latest. */
    void resume();

    /** Whether what arrived together is being told of at this moment, so that {@link Events#burstEnd()} follows. */
    boolean bursting();

    /** Gives the request up, and what is still to come of its answer: HTTP/2 resets the stream, HTTP/1.1 closes the link. */
    void reset();

    /**
     * What comes back: any number of {@link #proceed()}, one head, data, one end; or a break at any point, which may come
     * while the request is still being opened. On the event loop on which the stream was opened.
     */
    interface Events {

        /** A {@code 100 Continue} came (RFC 9110, section 15.2.1). Other informational answers are not told of. */
        void proceed();

        /** The head of the answer; the fields belong to the receiver. */
        void head(HttpVersion version, int status, MultiMap headers);

        /** The next bytes of the answer, to be handed on or released by the receiver. */
        void data(ByteBuf chunk);

        /** What arrived together has been told of, unless the answer ended with it. Only told after a head or data. */
        void burstEnd();

        /** The answer is whole. */
        void end(MultiMap trailers);

        /**
         * There is no answer, or it is not whole. What came just before may not have been told of: a head, for example,
         * whose body is malformed from its beginning.
         *
         * @param unhandled whether the upstream certainly did nothing with the request: none of it was sent, or it said so
         */
        void broken(Throwable cause, boolean unhandled);

        /** The other side has caught up, or can be written to at last. */
        void drained();
    }
}
