package io.penstock.gateway.inbound;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.penstock.exchange.VertxInternals;

/**
 * Encodes HTTP/1 answers as Vert.x's encoder does, but an answer that is whole as one buffer where it is small, so that
 * it leaves with a plain {@code send}, and as two where it is not, so that its body is not copied. Confined to the
 * connection's event loop.
 */
final class AnswerEncoder extends HttpResponseEncoder {

    /** Up to here a copy costs less than a second buffer does in this process and in the kernel. */
    private static final int MOST_COPIED = 4 * 1024;

    private static final int CR_LF = '\r' << 8 | '\n';

    /** Room for most heads; a longer one grows its buffer. */
    private static final int USUAL_HEAD = 512;

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) throws Exception {
        if (message instanceof FullHttpResponse answer && hasPlainBody(answer)) {
            writeWhole(ctx, answer, promise);
        } else {
            super.write(ctx, message, promise);
        }
    }

    private static boolean hasPlainBody(FullHttpResponse answer) {
        return answer.content().isReadable() && !answer.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
    }

    private void writeWhole(ChannelHandlerContext ctx, FullHttpResponse answer, ChannelPromise promise)
            throws Exception {
        ByteBuf body = answer.content();
        int length = body.readableBytes();
        boolean copied = length <= MOST_COPIED;
        ByteBuf head = ctx.alloc().buffer(copied ? USUAL_HEAD + length : USUAL_HEAD);
        try {
            encodeInitialLine(head, answer);
            encodeHeaders(answer.headers(), head);
            ByteBufUtil.writeShortBE(head, CR_LF);
            if (copied) {
                head.writeBytes(body, body.readerIndex(), length);
            }
        } catch (RuntimeException e) {
            head.release();
            answer.release();
            throw e;
        }
        ByteBuf last = head;
        if (copied) {
            answer.release();
        } else {
            var unused = ctx.write(head);
            last = body;
        }
        var unused = ctx.write(last, promise);
    }

    @Override
    protected void encodeHeaders(HttpHeaders headers, ByteBuf out) {
        if (!VertxInternals.encode(headers, out)) {
            super.encodeHeaders(headers, out);
        }
    }
}
