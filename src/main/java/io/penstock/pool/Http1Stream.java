package io.penstock.pool;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.penstock.error.BadRequestException;
import io.penstock.error.Problem;
import io.penstock.exchange.VertxInternals;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * The one request that an {@link Http1Link} carries. What is read of the answer is gathered, and handed on once for each
 * turn of the event loop, so that many small chunks cost one write to the caller. What is held back waits here: little
 * more than one turn reads, for reading stops then. Confined to the link's event loop.
 */
final class Http1Stream implements LinkStream {

    /** The bytes, and their pieces, at which what was gathered is handed on before the turn ends. */
    private static final int MOST_GATHERED_BYTES = 128 * 1024;

    private static final int MOST_GATHERED_PIECES = 16;

    /** The bytes that are read on though they are held back, so that the end of a connection is seen in good time. */
    private static final int MOST_HELD_BYTES = 16 * 1024;

    private final Http1Link link;
    private final Events events;
    private final boolean chunked;
    private long unwritten;
    private boolean requestEnded;

    private boolean proceed;
    private boolean interim;
    private @Nullable HttpResponse head;
    private @Nullable ByteBuf gathered;
    private @Nullable MultiMap trailers;

    private boolean held = true;
    private boolean delivering;

    /** Nothing more is told: the answer ended or broke, or is not wanted. */
    private boolean over;

    /** Nothing more is sent: it broke, or was given up. An answer that ended lets the request come to its end. */
    private boolean cut;

    Http1Stream(Http1Link link, long length, Events events) {
        this.link = link;
        this.events = events;
        this.chunked = length < 0;
        this.unwritten = length;
        this.requestEnded = length == 0;
    }

    @Override
    public void write(Buffer chunk) {
        int length = chunk.length();
        if (cut || requestEnded || length == 0) {
            return;
        }
        if (chunked) {
            link.write(RequestEncoder.chunkSize(length, link.allocator()));
            link.write(VertxInternals.bytes(chunk));
            link.write(RequestEncoder.CRLF.duplicate());
        } else if (length > unwritten) {
            misframed(length - unwritten + " bytes more than announced");
        } else {
            unwritten -= length;
            link.write(VertxInternals.bytes(chunk));
        }
    }

    @Override
    public void flush() {
        if (!cut) {
            link.flush();
        }
    }

    @Override
    public void end() {
        if (cut || requestEnded) {
            return;
        }
        if (!chunked && unwritten > 0) {
            misframed(unwritten + " bytes less than announced");
            return;
        }
        requestEnded = true;
        if (chunked) {
            link.write(RequestEncoder.LAST_CHUNK.duplicate());
        }
        link.flush();
    }

    /** What was sent so far cannot be completed to a request: the upstream must not take what follows for a part of it. */
    private void misframed(String what) {
        broken(new BadRequestException(Problem.BAD_REQUEST, "a body of " + what + "; expected its length"), false);
        link.close();
    }

    @Override
    public boolean writable() {
        return !cut && !requestEnded && link.writable();
    }

    @Override
    public void pause() {
        held = true;
    }

    @Override
    public void resume() {
        held = false;
        if (!over) {
            deliver();
        }
    }

    @Override
    public boolean bursting() {
        return delivering;
    }

    @Override
    public void reset() {
        if (!over || !requestEnded) {
            discard();
            link.close();
        }
    }

    /** Takes a part of the answer from the decoder. */
    void received(Object message) {
        if (over || !(message instanceof HttpObject part)) {
            ReferenceCountUtil.release(message);
        } else if (part.decoderResult().isFailure()) {
            ReferenceCountUtil.release(message);
            link.fail(part.decoderResult().cause());
        } else {
            if (part instanceof HttpResponse begun) {
                begin(begun);
            }
            if (part instanceof HttpContent content) {
                gather(content);
            }
        }
    }

    private void begin(HttpResponse begun) {
        interim = begun.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (!interim) {
            head = begun;
        } else if (begun.status().code() == 100) {
            proceed = true;
        }
    }

    private void gather(HttpContent part) {
        ByteBuf bytes = part.content();
        if (interim || !bytes.isReadable()) {
            bytes.release();
        } else if (gathered == null) {
            gathered = bytes;
        } else {
            gathered = joined(gathered, bytes);
        }
        if (part instanceof LastHttpContent last && !interim) {
            trailers = last.trailingHeaders() instanceof MultiMap fields ? fields : HttpHeaders.headers();
        }
    }

    private ByteBuf joined(ByteBuf first, ByteBuf next) {
        if (first instanceof CompositeByteBuf pieces) {
            return pieces.addComponent(true, next);
        }
        return link.allocator()
                .compositeDirectBuffer(MOST_GATHERED_PIECES)
                .addComponent(true, first)
                .addComponent(true, next);
    }

    /** Whether so much was gathered that it should not wait for the end of the turn. */
    boolean full() {
        ByteBuf bytes = gathered;
        return bytes != null
                && (bytes.readableBytes() >= MOST_GATHERED_BYTES
                        || (bytes instanceof CompositeByteBuf pieces
                                && pieces.numComponents() >= MOST_GATHERED_PIECES));
    }

    /** Whether so much waits that the receiver holds back that no more should be read. */
    boolean backedUp() {
        return held && gathered != null && gathered.readableBytes() >= MOST_HELD_BYTES;
    }

    /** Hands on what has come, as far as it is not held back. */
    void deliver() {
        if (delivering) {
            return;
        }
        delivering = true;
        boolean burst = head != null || (gathered != null && !held);
        try {
            deliverHead();
            deliverBody();
        } finally {
            delivering = false;
        }
        if (burst && !over) {
            events.burstEnd();
        }
        link.regulateReading();
    }

    private void deliverHead() {
        if (proceed) {
            proceed = false;
            events.proceed();
        }
        HttpResponse begun = head;
        if (begun != null && !over) {
            head = null;
            events.head(version(begun), begun.status().code(), (MultiMap) begun.headers());
        }
    }

    private void deliverBody() {
        while (!over && !held && gathered != null) {
            ByteBuf bytes = gathered;
            gathered = null;
            events.data(bytes);
        }
        MultiMap end = trailers;
        if (!over && !held && end != null) {
            over = true;
            link.answered(this);
            events.end(end);
        }
    }

    private static HttpVersion version(HttpResponse head) {
        return head.protocolVersion().minorVersion() == 0 ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1;
    }

    /** The socket takes bytes again. */
    void drained() {
        if (!cut) {
            events.drained();
        }
    }

    /** Whether all of the answer was received, though some of it may be held back still. */
    boolean whole() {
        return trailers != null;
    }

    /** Ends it without a whole answer. */
    void broken(Throwable cause, boolean unhandled) {
        if (!over) {
            discard();
            events.broken(cause, unhandled);
        }
    }

    private void discard() {
        over = true;
        cut = true;
        ByteBuf bytes = gathered;
        gathered = null;
        if (bytes != null) {
            bytes.release();
        }
    }
}
