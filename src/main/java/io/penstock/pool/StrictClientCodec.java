package io.penstock.pool;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.penstock.exchange.VertxInternals;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP/1.1 codec of an upstream connection that takes exactly one answer for each request, so that no answer can reach
 * another caller. Confined to the connection's event loop.
 *
 * <p>Informational answers (RFC 9110, section 15.2) other than {@code 100} and {@code 103} are swallowed: Vert.x 5.0 takes
 * them for the final one, and the final one for the answer to the next request. {@code 101} fails the connection, since no
 * upgrade is ever asked for. Bytes that follow an answer, or come where none is due, make the connection unfit for
 * another request: the caller learns it before the answer's end is handed on.
 */
final class StrictClientCodec extends CombinedChannelDuplexHandler<HttpResponseDecoder, HttpRequestEncoder> {

    /** Far more than any server sends, and few enough to cost nothing. */
    private static final int MOST_INTERIMS = 32;

    private final Runnable onFramingDoubt;
    private @Nullable HttpMethod pending;

    /**
     * A codec for a connection that has carried nothing yet.
     *
     * @param maxHead the largest answer head, in bytes
     * @param onFramingDoubt called when a byte came that belongs to no answer
     */
    StrictClientCodec(int maxHead, Runnable onFramingDoubt) {
        this.onFramingDoubt = onFramingDoubt;
        HttpDecoderConfig config = new HttpDecoderConfig()
                .setMaxInitialLineLength(8 * 1024)
                .setMaxHeaderSize(maxHead)
                .setMaxChunkSize(64 * 1024);
        init(new Decoder(config), new Encoder());
    }

    private final class Encoder extends HttpRequestEncoder {

        @Override
        protected void encode(ChannelHandlerContext context, Object message, List<Object> out) throws Exception {
            if (message instanceof HttpRequest request) {
                pending = request.method();
            }
            super.encode(context, message, out);
        }
    }

    private final class Decoder extends HttpResponseDecoder {

        private boolean interim;
        private boolean swallowed;
        private int interims;

        Decoder(HttpDecoderConfig config) {
            super(config);
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
            if (pending == null) {
                doubt(in);
                return;
            }
            int before = out.size();
            super.decode(context, in, out);
            VertxInternals.moveToHeap(out);
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

        private boolean isInterim(HttpResponse head) {
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
    }
}
