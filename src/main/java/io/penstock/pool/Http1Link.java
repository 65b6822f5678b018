package io.penstock.pool;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.util.ReferenceCountUtil;
import io.penstock.config.UpstreamUrl;
import io.penstock.exchange.VertxInternals;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.Context;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClosedException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A link that speaks HTTP/1.1 itself, in the Netty pipeline of a connection that Vert.x has opened. It stands between the
 * decoder and Vert.x's own handler, which from then on is only told of the connection's end and may close it, as at the
 * shutdown of its client, but sees no message. So bytes of bodies pass from socket to socket in the buffers that they were
 * read into, and a request costs neither a future nor a hop. Confined to the connection's event loop.
 */
final class Http1Link extends ChannelInboundHandlerAdapter implements Link {

    private final UpstreamTarget target;
    private final DeadlineWheel wheel;
    private final Context context;
    private final ChannelPipeline pipeline;
    private final ChannelHandlerContext channel;
    private final StrictResponseDecoder decoder;
    private final RequestEncoder encoder = new RequestEncoder();
    private @Nullable Http1Stream stream;
    private boolean alive;
    private boolean unfit;
    private boolean reading = true;
    private Runnable onClosed = () -> {};
    private Consumer<Unfit> onUnfit = cause -> {};

    /** Takes over a connection that has just been opened and speaks HTTP/1.1, on its event loop. */
    Http1Link(HttpClientConnection connection, UpstreamTarget target, DeadlineWheel wheel) {
        this(VertxInternals.pipeline(connection), VertxInternals.context(connection), target, wheel);
    }

    /** Takes over the pipeline of a connection that belongs to the context. */
    Http1Link(ChannelPipeline pipeline, Context context, UpstreamTarget target, DeadlineWheel wheel) {
        this.target = target;
        this.wheel = wheel;
        this.context = context;
        this.pipeline = pipeline;
        this.decoder = new StrictResponseDecoder(target.maxHead(), this::framingInDoubt);
        this.alive = pipeline.channel().isActive();
        pipeline.addBefore(VertxInternals.HANDLER, "link", this);
        this.channel = pipeline.context(this);
        // Last, since what Vert.x's codec has read by now passes through the new one.
        pipeline.replace(VertxInternals.CODEC, VertxInternals.CODEC, decoder);
    }

    @Override
    public UpstreamUrl url() {
        return target.url();
    }

    @Override
    public boolean multiplexed() {
        return false;
    }

    @Override
    public int maxStreams() {
        return 1;
    }

    @Override
    public boolean alive() {
        return alive;
    }

    @Override
    public void onClosed(Runnable action) {
        onClosed = action;
    }

    @Override
    public void onUnfit(Consumer<Unfit> action) {
        onUnfit = action;
        if (unfit) {
            action.accept(Unfit.FRAMING);
        }
    }

    @Override
    public LinkStream open(RequestHead head, LinkStream.Events events) {
        if (stream != null) {
            throw new IllegalStateException("a second request on a connection of HTTP/1.1; expected one at a time");
        }
        Http1Stream opened = new Http1Stream(this, head.length(), events);
        if (!alive || !channel.channel().isActive()) {
            opened.broken(closed(), true);
            return opened;
        }
        ByteBuf bytes = encoder.encode(head, channel.alloc());
        stream = opened;
        decoder.expectAnswerTo(head.method().toNetty());
        write(bytes);
        if (head.length() == 0) {
            flush();
        }
        return opened;
    }

    @Override
    public void ping(Consumer<Boolean> result) {
        PathPing.run(this, target, wheel, result);
    }

    @Override
    public void close() {
        Channel socket = channel.channel();
        if (!socket.isOpen()) {
            return;
        }
        if (socket.bytesBeforeUnwritable() >= socket.config().getWriteBufferHighWaterMark()) {
            var unused = channel.close();
        } else {
            // An upstream that takes nothing more would keep TLS waiting for the end of what was written.
            var unused = pipeline.firstContext().close();
        }
    }

    ByteBufAllocator allocator() {
        return channel.alloc();
    }

    /** Writes bytes, which are the link's from now on. A failure comes as an exception of the pipeline. */
    void write(ByteBuf bytes) {
        var unused = channel.write(bytes, channel.voidPromise());
    }

    void flush() {
        channel.flush();
    }

    boolean writable() {
        return channel.channel().isWritable();
    }

    /** The answer has been handed on whole: the connection may carry the next request. */
    void answered(Http1Stream ended) {
        if (stream == ended) {
            stream = null;
        }
        regulateReading();
    }

    /** Stops reading while what was read is held back, and starts again. */
    void regulateReading() {
        Http1Stream current = stream;
        boolean wanted = current == null || !current.backedUp();
        if (reading != wanted) {
            reading = wanted;
            channel.channel().config().setAutoRead(wanted);
        }
    }

    /** Ends the connection over an answer that is malformed, or a failure of the socket. */
    void fail(Throwable cause) {
        Http1Stream current = stream;
        stream = null;
        if (current != null && !current.whole()) {
            VertxInternals.dispatch(context, () -> current.broken(cause, false));
        }
        close();
    }

    private void framingInDoubt() {
        unfit = true;
        onUnfit.accept(Unfit.FRAMING);
    }

    @Override
    public void channelRead(ChannelHandlerContext ignored, Object message) {
        Http1Stream current = stream;
        if (current == null) {
            ReferenceCountUtil.release(message);
            return;
        }
        current.received(message);
        if (current.full()) {
            handOn(current);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ignored) {
        Http1Stream current = stream;
        if (current != null) {
            handOn(current);
        }
    }

    private void handOn(Http1Stream current) {
        VertxInternals.dispatch(context, current::deliver);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ignored) {
        Http1Stream current = stream;
        if (current != null && writable()) {
            VertxInternals.dispatch(context, current::drained);
        }
        channel.fireChannelWritabilityChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ignored, Throwable cause) {
        fail(cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ignored) {
        alive = false;
        VertxInternals.dispatch(context, this::lost);
        channel.fireChannelInactive();
    }

    /** The pool first: what breaks may ask it for another connection at once. */
    private void lost() {
        onClosed.run();
        Http1Stream current = stream;
        if (current != null && !current.whole()) {
            stream = null;
            current.broken(closed(), false);
        }
    }

    private static HttpClosedException closed() {
        return new HttpClosedException("Connection was closed");
    }
}
