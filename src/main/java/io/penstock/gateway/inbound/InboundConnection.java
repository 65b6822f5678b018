package io.penstock.gateway.inbound;

import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelHandlerContext;
import io.penstock.error.BadRequestException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.error.TimeoutException;
import io.penstock.time.Deadline;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A caller's connection and the time it is given. One deadline runs at any moment, or none:
 *
 * <ul>
 *   <li>until its first request head is whole: the head timeout, from the connection's start;
 *   <li>from the first byte of a later head until it is whole: the head timeout again, which more bytes do not extend;
 *   <li>while exchanges are in progress: none, whatever has come of the next head; the exchanges have deadlines of their
 *       own;
 *   <li>otherwise: the idle timeout.
 * </ul>
 *
 * <p>A caller that had sent a part of a head is answered {@code 408} when its time is up, any other is just closed; one
 * that does not take this is cut after a second. Added to the pipeline only to know its place in it: it handles no event,
 * so it costs none. Confined to the connection's event loop.
 */
public final class InboundConnection extends ChannelHandlerAdapter {

    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final long headNanos;
    private final long idleNanos;
    private final Function<PenstockException, Buffer> problemBody;
    private final Deadline deadline;
    private @Nullable ChannelHandlerContext context;
    private boolean firstHeadWhole;
    private boolean headBegun;
    private boolean multiplexed;
    private boolean expired;
    private int exchanges;
    private int unstarted;
    private @Nullable Consumer<BadRequestException> onMalformedBody;

    InboundConnection(
            DeadlineWheel wheel, long headNanos, long idleNanos, Function<PenstockException, Buffer> problemBody) {
        this.headNanos = headNanos;
        this.idleNanos = idleNanos;
        this.problemBody = problemBody;
        this.deadline = wheel.deadline(this::expire);
    }

    /** Says that an exchange of this connection is in progress; each must end. */
    public void exchangeStarted() {
        exchanges++;
        unstarted--;
        onMalformedBody = null;
        if (!expired) {
            deadline.cancel();
        }
    }

    /** Says that an exchange is over: its request was read and its answer written as a whole, or it failed. */
    public void exchangeEnded() {
        exchanges--;
        if (exchanges > 0) {
            return;
        }
        // An idle connection would keep the exchange, with what it has of its body.
        onMalformedBody = null;
        if (context != null && !expired) {
            deadline.armIn(headBegun ? headNanos : idleNanos);
        }
    }

    /** Says who answers where the body cannot be read of the request whose exchange has just started. */
    public void onMalformedBody(Consumer<BadRequestException> refusal) {
        onMalformedBody = refusal;
    }

    /**
     * The body of the request that was read last cannot be read on; false where its exchange has not started, or none answers
     * for it.
     */
    boolean bodyMalformed(BadRequestException flaw) {
        Consumer<BadRequestException> refusal = unstarted == 0 ? onMalformedBody : null;
        onMalformedBody = null;
        if (refusal != null) {
            refusal.accept(flaw);
        }
        return refusal != null;
    }

    /** The exchanges in progress. */
    public int exchanges() {
        return exchanges;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        deadline.armIn(headNanos);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        context = null;
        deadline.cancel();
    }

    /** A part of a head is here; may be said again for the same head. */
    void headBegan() {
        if (!headBegun) {
            headBegun = true;
            if (firstHeadWhole && exchanges == 0) {
                deadline.armIn(headNanos);
            }
        }
    }

    /** Whether a part of a head is here, and the rest is not. */
    boolean headBegun() {
        return headBegun;
    }

    /** The head is whole or refused. What deadline there is stays until the exchange starts. */
    void headEnded() {
        headBegun = false;
        firstHeadWhole = true;
        unstarted++;
    }

    /** The connection speaks HTTP/2, where heads and exchanges overlap. */
    void multiplexed() {
        multiplexed = true;
        headEnded();
        if (exchanges == 0) {
            deadline.armIn(idleNanos);
        }
    }

    /** Whether its time was up: what still arrives must not be served. */
    boolean expired() {
        return expired;
    }

    private void expire() {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            return;
        }
        if (expired) {
            close(ctx);
            return;
        }
        expired = true;
        deadline.armIn(LINGER_NANOS);
        if (headBegun) {
            PenstockException tooSlow = new TimeoutException(
                    Problem.CALLER_TOO_SLOW,
                    "the request head is not whole after server.headTimeout; expected it sooner");
            ctx.writeAndFlush(RawAnswer.of(tooSlow, problemBody.apply(tooSlow))).addListener(written -> close(ctx));
        } else if (multiplexed) {
            // From the pipeline's end, so that the caller is told with GOAWAY.
            var unused = ctx.channel().close();
        } else {
            close(ctx);
        }
    }

    /** From here and not from the pipeline's end, where Vert.x would first wait for writes that the caller may not take. */
    private static void close(ChannelHandlerContext ctx) {
        var unused = ctx.close();
    }
}
