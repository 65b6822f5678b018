package io.penstock.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.exchange.VertxInternals;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * Puts an answer into few writes: holds its head and what comes of its body, without copying it, until it should wait no
 * longer. Owns what it holds. Confined to the exchange's event loop.
 */
final class AnswerWriter {

    /** The most bytes that are held. A body that is known to be no longer is held until it is whole. */
    private static final int MOST_HELD = 128 * 1024;

    private final HttpServerResponse response;
    private @Nullable ByteBuf held;
    private boolean endsByClose;
    private boolean headSent;
    private boolean holdsForAll;

    AnswerWriter(HttpServerResponse response) {
        this.response = response;
    }

    /**
     * Begins an answer that may have a body, once its head is filled in.
     *
     * @param length the announced length of the body, −1 where it is unknown
     * @param untilClose whether nothing but the end of the connection tells the end of the body
     */
    void begin(long length, boolean untilClose) {
        holdsForAll = length >= 0 && length <= MOST_HELD;
        endsByClose = untilClose;
    }

    /** Whether anything was sent, so that it is too late for another answer. */
    boolean headSent() {
        return headSent;
    }

    /** Whether what is held should wait for more: the head for a first byte, a short answer for its end. */
    boolean waitsForMore() {
        return holdsForAll || (!headSent && held == null);
    }

    /** Takes over the next bytes; says whether what is held should be {@linkplain #write written} now. */
    boolean add(ByteBuf chunk, boolean moreAtHand) {
        ByteBuf all = joined(held, chunk);
        held = all;
        return all.readableBytes() >= MOST_HELD || !(holdsForAll || moreAtHand);
    }

    private static ByteBuf joined(@Nullable ByteBuf before, ByteBuf chunk) {
        if (before == null) {
            return chunk;
        }
        if (before instanceof CompositeByteBuf gathered && gathered.numComponents() < gathered.maxNumComponents()) {
            return gathered.addComponent(true, chunk);
        }
        // No limit: Netty would copy to stay below one.
        return Unpooled.compositeBuffer(Integer.MAX_VALUE)
                .addComponent(true, before)
                .addComponent(true, chunk);
    }

    /** Whether there is something to write. */
    boolean holds() {
        return held != null || !headSent;
    }

    /** Writes what is held; from now on no more is held than comes together. */
    void write() {
        ByteBuf bytes = take();
        if (bytes != null) {
            VertxInternals.write(response, bytes);
        } else if (!headSent && endsByClose) {
            // Vert.x sends no head that says nothing of the body's length, but for the body's sake.
            response.write(Buffer.buffer());
        } else if (!headSent) {
            response.writeHead();
        }
        headSent = true;
        holdsForAll = false;
    }

    /** Ends the answer with what is held. */
    Future<Void> end() {
        if (endsByClose && !headSent) {
            // In one go Vert.x would add the length: the head should not depend on how the body happened to come.
            write();
        }
        ByteBuf bytes = take();
        return bytes == null ? response.end() : VertxInternals.end(response, bytes);
    }

    /** Drops what is held. */
    void release() {
        ByteBuf bytes = take();
        if (bytes != null) {
            bytes.release();
        }
    }

    private @Nullable ByteBuf take() {
        ByteBuf bytes = held;
        held = null;
        return bytes;
    }
}
