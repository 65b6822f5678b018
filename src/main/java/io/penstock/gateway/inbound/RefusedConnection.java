package io.penstock.gateway.inbound;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.penstock.time.Deadline;
import io.penstock.time.DeadlineWheel;
import java.util.concurrent.TimeUnit;

/**
 * A connection that is one too many: it is answered and closed, and nothing it sends is looked at. Confined to its event
 * loop.
 *
 * <p>In clear text it stays half open until the caller closes it, for a second at most: closing at once would reset the
 * connection under a request on its way, and the caller would often see the reset instead of the answer.
 */
final class RefusedConnection extends ChannelInboundHandlerAdapter {

    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Channel channel;
    private final Deadline deadline;

    RefusedConnection(Channel channel, DeadlineWheel wheel) {
        this.channel = channel;
        this.deadline = wheel.deadline(this::close);
    }

    /** Answers and closes; to be called once it is in the pipeline. */
    void dismiss(ByteBuf answer, boolean tls) {
        if (tls || !(channel instanceof DuplexChannel duplex)) {
            channel.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        deadline.armIn(LINGER_NANOS);
        channel.writeAndFlush(answer).addListener(written -> {
            var unused = duplex.shutdownOutput();
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        deadline.cancel();
    }

    private void close() {
        var unused = channel.close();
    }
}
