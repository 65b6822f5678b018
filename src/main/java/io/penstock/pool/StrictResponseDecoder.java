package io.penstock.pool;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decoder of HTTP/1.1 answers that takes exactly one for each request, so that no answer can reach another caller.
 * Confined to the connection's event loop.
 *
 * <p>Informational answers (RFC 9110, section 15.2) other than {@code 100} and {@code 103} are swallowed. {@code 101} is
 * malformed, since no upgrade is ever asked for. Bytes that follow an answer, or come where none is due, make the
 * connection unfit for another request: the owner learns it before the answer's end is handed on.
 *
 * <p>Heads and trailers hold fields that are a {@code MultiMap} of Vert.x as well, so that nobody has to copy them.
 */
class StrictResponseDecoder extends HttpResponseDecoder {

    /** Far more than any server sends, and few enough to cost nothing. */
    private static final int MOST_INTERIMS = 32;

    private static final int MOST_BYTES_OF_STATUS_LINE = 8 * 1024;

    private static final int MOST_BYTES_OF_PART = 64 * 1024;

    private final Runnable onFramingDoubt;
    private @Nullable HttpMethod pending;
    private boolean interim;
    private boolean swallowed;
    private int interims;

    /**
     * A decoder for a connection that has carried nothing yet.
     *
     * @param maxHead the largest answer head, in bytes
     * @param onFramingDoubt called when a byte came that belongs to no answer
     */
    StrictResponseDecoder(int maxHead, Runnable onFramingDoubt) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(MOST_BYTES_OF_STATUS_LINE)
                .setMaxHeaderSize(maxHead)
                .setMaxChunkSize(MOST_BYTES_OF_PART)
                .setHeadersFactory(VertxFields.FACTORY)
                .setTrailersFactory(VertxFields.FACTORY));
        this.onFramingDoubt = onFramingDoubt;
    }

    /** Says that a request goes out, whose answer is due from now on. */
    void expectAnswerTo(HttpMethod method) {
        pending = method;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (pending == null) {
            doubt(in);
            return;
        }
        int before = out.size();
        super.decode(context, in, out);
        for (int i = before; i < out.size(); i++) {
            if (!takes(out.get(i))) {
                out.remove(i--);
            }
        }
        if (pending == null) {
            doubt(in);
        }
    }

    /** Whether the part of an answer is handed on. */
    private boolean takes(Object message) {
        if (message instanceof HttpResponse head) {
            begin(head);
        }
        if (message instanceof LastHttpContent && !interim) {
            pending = null;
            interims = 0;
        }
        return !swallowed;
    }

    private void begin(HttpResponse head) {
        int status = head.status().code();
        interim = isInterim(head);
        if (interim && (status == 101 || ++interims > MOST_INTERIMS)) {
            head.setDecoderResult(DecoderResult.failure(new IllegalStateException(
                    status == 101
                            ? "101 Switching Protocols, where no upgrade was asked for"
                            : interims + " informational answers to one request; expected a final one")));
            swallowed = false;
        } else {
            swallowed = interim && status != 100 && status != 103;
        }
    }

    private static boolean isInterim(HttpResponse head) {
        return head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }

    private void doubt(ByteBuf in) {
        if (in.isReadable()) {
            in.skipBytes(in.readableBytes());
            onFramingDoubt.run();
        }
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        boolean isFinal = !(message instanceof HttpResponse head && isInterim(head));
        return (isFinal && HttpMethod.HEAD.equals(pending)) || super.isContentAlwaysEmpty(message);
    }

    /** Makes the fields that Vert.x uses itself: they are both its {@code MultiMap} and Netty's headers, and validate. */
    private enum VertxFields implements HttpHeadersFactory {
        FACTORY;

        @Override
        public HttpHeaders newHeaders() {
            return (HttpHeaders) io.vertx.core.http.HttpHeaders.headers();
        }

        @Override
        public HttpHeaders newEmptyHeaders() {
            return newHeaders();
        }
    }
}
