package io.penstock.gateway.inbound;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2CodecUtil;

/**
 * Holds a connection's first bytes back until it is known which HTTP they are, puts the decoder and the encoder of its
 * own in place where it is HTTP/1, and goes. Confined to the connection's event loop.
 *
 * <p>In clear text Vert.x decides between HTTP/1 and HTTP/2 by the first bytes and passes them on in the same step, which
 * would lead them into its own decoder. So the decision is taken here first. For HTTP/1, Vert.x is then shown one line
 * feed: it cannot be the start of HTTP/2, and as part of an empty line before a request it means nothing to its decoder,
 * which is replaced before it sees more.
 */
final class ProtocolGate extends ChannelInboundHandlerAdapter {

    private static final String VERTX_DECODER = "httpDecoder";
    private static final String VERTX_ENCODER = "httpEncoder";
    private static final ByteBuf PREFACE = Http2CodecUtil.connectionPrefaceBuf();

    private final HeadLimits limits;
    private final InboundConnection connection;
    private final boolean tls;
    private ByteBuf held = Unpooled.EMPTY_BUFFER;

    ProtocolGate(HeadLimits limits, InboundConnection connection, boolean tls) {
        this.limits = limits;
        this.connection = connection;
        this.tls = tls;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        held = held.isReadable() ? Unpooled.wrappedBuffer(held, (ByteBuf) message) : (ByteBuf) message;
        if (connection.expired()) {
            release();
            return;
        }
        switch (protocol(ctx.pipeline())) {
            case UNDECIDED -> connection.headBegan();
            case HTTP1 -> {
                putCodec(ctx);
                pass(ctx);
            }
            case HTTP2 -> {
                connection.multiplexed();
                pass(ctx);
            }
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        release();
    }

    private Protocol protocol(ChannelPipeline pipeline) {
        if (pipeline.get(VERTX_DECODER) != null) {
            return Protocol.HTTP1;
        }
        if (tls) {
            return Protocol.HTTP2;
        }
        int length = Math.min(PREFACE.readableBytes(), held.readableBytes());
        if (!ByteBufUtil.equals(PREFACE, 0, held, held.readerIndex(), length)) {
            return Protocol.HTTP1;
        }
        return length == PREFACE.readableBytes() ? Protocol.HTTP2 : Protocol.UNDECIDED;
    }

    private void putCodec(ChannelHandlerContext ctx) {
        if (ctx.pipeline().get(VERTX_DECODER) == null) {
            ctx.fireChannelRead(Unpooled.wrappedBuffer(new byte[] {'\n'}));
        }
        ctx.pipeline().replace(VERTX_DECODER, VERTX_DECODER, new StrictRequestDecoder(limits, connection));
        ctx.pipeline().replace(VERTX_ENCODER, VERTX_ENCODER, new AnswerEncoder());
    }

    private void pass(ChannelHandlerContext ctx) {
        ByteBuf first = held;
        held = Unpooled.EMPTY_BUFFER;
        ctx.pipeline().remove(this);
        ctx.fireChannelRead(first);
    }

    private void release() {
        held.release();
        held = Unpooled.EMPTY_BUFFER;
    }

    private enum Protocol {
        UNDECIDED,
        HTTP1,
        HTTP2
    }
}
