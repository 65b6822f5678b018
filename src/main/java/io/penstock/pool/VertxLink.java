package io.penstock.pool;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.penstock.config.PingConfig;
import io.penstock.exchange.VertxInternals;
import io.penstock.time.Deadline;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.function.Consumer;

/** A link over a connection of Vert.x's HTTP client. */
final class VertxLink implements Link {

    private final HttpClientConnection connection;
    private final UpstreamTarget target;
    private final DeadlineWheel wheel;
    private final boolean multiplexed;
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
                    "codec", "codec", new StrictClientCodec(target.maxHead(), () -> onUnfit.accept(Unfit.FRAMING)));
        }
        // Without a handler Vert.x logs what the exchange on the connection is told anyway.
        connection.exceptionHandler(failure -> {});
        connection.closeHandler(closed -> {
            alive = false;
            onClosed.run();
        });
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
    public Future<HttpClientRequest> request(HttpMethod method, String path) {
        RequestOptions options = new RequestOptions().setMethod(method).setURI(target.requestTarget(path));
        return connection.request(options);
    }

    @Override
    public void ping(Consumer<Boolean> result) {
        PingConfig ping = target.ping();
        if (multiplexed) {
            Once once = new Once(result, wheel, ping.timeout().toNanos());
            connection.ping(Buffer.buffer(8).appendLong(wheel.ticker().nanos())).onComplete(pong -> {
                once.accept(pong.succeeded());
            });
        } else if (ping.path() == null) {
            result.accept(alive);
        } else {
            Once once = new Once(result, wheel, ping.timeout().toNanos());
            HttpMethod method = HttpMethod.valueOf(ping.method());
            request(method, target.basePath() + ping.path())
                    .compose(request -> {
                        request.exceptionHandler(failure -> once.accept(false));
                        target.applyTo(request);
                        return request.send();
                    })
                    .compose(response -> response.end().map(response.statusCode()))
                    .onComplete(status -> once.accept(status.succeeded() && passes(ping, status.result()) && alive));
        }
    }

    private static boolean passes(PingConfig ping, int status) {
        return ping.expect().isEmpty() ? status < 500 : ping.expect().contains(status);
    }

    @Override
    public void close() {
        connection.close();
        ChannelHandlerContext outermost = VertxInternals.pipeline(connection).firstContext();
        if (!multiplexed && outermost != null) {
            // Past Vert.x, which first waits for the upstream to take what is written: it may never do so.
            var unused = outermost.close();
        }
    }

    /** Hands on the first result only; false where none comes in time. */
    private static final class Once implements Consumer<Boolean> {

        private final Consumer<Boolean> result;
        private final Deadline deadline;
        private boolean done;

        Once(Consumer<Boolean> result, DeadlineWheel wheel, long limitNanos) {
            this.result = result;
            this.deadline = wheel.schedule(limitNanos, () -> accept(false));
        }

        @Override
        public void accept(Boolean ok) {
            if (!done) {
                done = true;
                deadline.cancel();
                result.accept(ok);
            }
        }
    }
}
