package io.penstock.pool;

import io.netty.channel.ChannelPipeline;
import io.penstock.config.UpstreamUrl;
import io.penstock.exchange.VertxInternals;
import io.penstock.time.Deadline;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.RequestOptions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A link over the requests and responses of Vert.x's HTTP client: for HTTP/2, and for HTTP/1.1 where {@link Http1Link} is
 * switched off. Confined to the connection's event loop.
 */
final class VertxLink implements Link {

    private final HttpClientConnection connection;
    private final UpstreamTarget target;
    private final DeadlineWheel wheel;
    private final boolean multiplexed;
    private final Set<VertxStream> opening = new HashSet<>();
    private boolean alive;
    private Runnable onClosed = () -> {};
    private Consumer<Unfit> onUnfit = cause -> {};

    /** Takes over a connection that has just been opened, on its event loop. */
    VertxLink(HttpClientConnection connection, UpstreamTarget target, DeadlineWheel wheel) {
        this.connection = connection;
        this.target = target;
        this.wheel = wheel;
        ChannelPipeline pipeline = VertxInternals.pipeline(connection);
        this.multiplexed = VertxInternals.multiplexed(connection);
        this.alive = pipeline.channel().isActive();
        if (multiplexed) {
            connection.goAwayHandler(goAway -> onUnfit.accept(Unfit.GOING_AWAY));
        } else {
            pipeline.replace(
                    VertxInternals.CODEC,
                    VertxInternals.CODEC,
                    new StrictClientCodec(target.maxHead(), () -> onUnfit.accept(Unfit.FRAMING)));
        }
        // Without a handler Vert.x logs what the exchange on the connection is told anyway.
        connection.exceptionHandler(failure -> {});
        connection.closeHandler(closed -> {
            alive = false;
            onClosed.run();
            // Vert.x never completes what it is asked for now.
            for (VertxStream stream : List.copyOf(opening)) {
                stream.broken(new HttpClosedException("Connection was closed"));
            }
        });
    }

    @Override
    public UpstreamUrl url() {
        return target.url();
    }

    @Override
    public boolean multiplexed() {
        return multiplexed;
    }

    @Override
    public int maxStreams() {
        return multiplexed ? (int) Math.min(Integer.MAX_VALUE, connection.maxActiveStreams()) : 1;
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
    }

    @Override
    public LinkStream open(RequestHead head, LinkStream.Events events) {
        VertxStream opened = new VertxStream(head, target.authority(), multiplexed, events);
        if (!alive) {
            opened.broken(new HttpClosedException("Connection was closed"));
            return opened;
        }
        opening.add(opened);
        RequestOptions options = new RequestOptions().setMethod(head.method()).setURI(head.target());
        connection.request(options).onComplete(result -> {
            opening.remove(opened);
            opened.opened(result);
        });
        return opened;
    }

    @Override
    public void ping(Consumer<Boolean> result) {
        if (!multiplexed) {
            PathPing.run(this, target, wheel, result);
            return;
        }
        Deadline deadline = wheel.deadline(() -> result.accept(false));
        deadline.armIn(target.ping().timeout().toNanos());
        connection.ping(Buffer.buffer(8).appendLong(wheel.ticker().nanos())).onComplete(pong -> {
            if (deadline.armed()) {
                deadline.cancel();
                result.accept(pong.succeeded());
            }
        });
    }

    @Override
    public void close() {
        if (VertxInternals.flushed(connection)) {
            connection.close();
        } else {
            // An upstream that takes nothing more would keep it open for ever, and its permit with it.
            VertxInternals.cut(connection);
        }
    }
}
