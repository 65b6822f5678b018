package io.penstock.gateway.inbound;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.penstock.time.Deadline;
import io.penstock.time.DeadlineWheel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is one too many: it is answered and closed, and nothing it sends is looked at. Confined to its event
 * loop.
 *
 * <p>In clear text it stays half open until the caller closes it, for a second at most: closing at once would reset the
 * connection under a request on its way, and the caller would often see the reset instead of the answer.
 */
final class RefusedConnection extends ChannelInboundHandlerAdapter {

    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ByteBuf answer;
    private final Deadline deadline;
    private @Nullable ChannelHandlerContext context;

    RefusedConnection(ByteBuf answer, DeadlineWheel wheel) {
        this.answer = answer;
        this.deadline = wheel.deadline(this::close);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        deadline.armIn(LINGER_NANOS);
        ctx.writeAndFlush(answer).addListener(written -> {
            if (ctx.channel() instanceof DuplexChannel duplex && ctx.pipeline().get(SslHandler.class) == null) {
                var unused = duplex.shutdownOutput();
            } else {
                close();
            }
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        context = null;
        deadline.cancel();
    }

    /** From here and not from the pipeline's end, where Vert.x would first wait for its own writes. */
    private void close() {
        if (context != null) {
            var unused = context.close();
        }
    }
}
