package io.penstock.pool;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.penstock.exchange.VertxInternals;
import java.util.List;

/**
 * The HTTP/1.1 codec of an upstream connection that Vert.x serves, with the strict decoder in place of its own: Vert.x 5.0
 * takes an informational answer that it does not know for the final one, and the final one for the answer to the next
 * request. Confined to the connection's event loop.
 */
final class StrictClientCodec extends CombinedChannelDuplexHandler<StrictResponseDecoder, HttpRequestEncoder> {

    /**
     * A codec for a connection that has carried nothing yet.
     *
     * @param maxHead the largest answer head, in bytes
     * @param onFramingDoubt called when a byte came that belongs to no answer
     */
    StrictClientCodec(int maxHead, Runnable onFramingDoubt) {
        StrictResponseDecoder decoder = new HeapDecoder(maxHead, onFramingDoubt);
        init(decoder, new Encoder(decoder));
    }

    private static final class Encoder extends HttpRequestEncoder {

        private final StrictResponseDecoder decoder;

        Encoder(StrictResponseDecoder decoder) {
            this.decoder = decoder;
        }

        @Override
        protected void encode(ChannelHandlerContext context, Object message, List<Object> out) throws Exception {
            if (message instanceof HttpRequest request) {
                decoder.expectAnswerTo(request.method());
            }
            super.encode(context, message, out);
        }
    }

    private static final class HeapDecoder extends StrictResponseDecoder {

        HeapDecoder(int maxHead, Runnable onFramingDoubt) {
            super(maxHead, onFramingDoubt);
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
            super.decode(context, in, out);
            VertxInternals.moveToHeap(out);
        }
    }
}
