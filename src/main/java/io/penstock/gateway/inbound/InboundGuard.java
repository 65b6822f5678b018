package io.penstock.gateway.inbound;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.penstock.config.ServerConfig;
import io.penstock.error.BadRequestException;
import io.penstock.error.OverloadedException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.exchange.VertxInternals;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Guards the connections that one event loop accepts: counts them, gives them their time, and lets only well-formed
 * requests through. Confined to that loop, as is its wheel.
 */
public final class InboundGuard {

    private static final long RETRY_AFTER_MILLIS = 1_000;

    private final ServerConfig config;
    private final HeadLimits limits;
    private final DeadlineWheel wheel;
    private final ConnectionLimit connections;
    private final Function<PenstockException, Buffer> problemBody;

    /**
     * A guard of the current event loop.
     *
     * @param connections the limit that all loops share
     * @param problemBody writes a failure as {@code application/problem+json}
     */
    public InboundGuard(
            ServerConfig config,
            DeadlineWheel wheel,
            ConnectionLimit connections,
            Function<PenstockException, Buffer> problemBody) {
        this.config = config;
        this.limits = HeadLimits.of(config);
        this.wheel = wheel;
        this.connections = connections;
        this.problemBody = problemBody;
    }

    /**
     * A server whose connections are guarded. Its {@code invalidRequestHandler} is called with what {@link #refusal}
     * explains; both handlers are still to be set. The options' own limits and idle timeouts are replaced.
     */
    public HttpServer createServer(Vertx vertx, HttpServerOptions options) {
        HttpServerOptions guarded = new HttpServerOptions(options)
                .setIdleTimeout(0)
                .setReadIdleTimeout(0)
                .setWriteIdleTimeout(0)
                .setMaxInitialLineLength(limits.requestLine())
                .setMaxHeaderSize(limits.fields())
                .setInitialSettings(new Http2Settings(options.getInitialSettings())
                        .setMaxConcurrentStreams(config.maxHttp2Streams())
                        .setMaxHeaderListSize(limits.fields()));
        return VertxInternals.createHttpServer(vertx, guarded, this::accept);
    }

    /** The guarded connection under a request. */
    public static InboundConnection connection(HttpConnection connection) {
        return VertxInternals.pipeline(connection).get(InboundConnection.class);
    }

    /** Why a request that reached the {@code invalidRequestHandler} was refused. The connection closes after the answer. */
    public static BadRequestException refusal(HttpServerRequest invalid) {
        return invalid.decoderResult().cause() instanceof BadRequestException refusal
                ? refusal
                : new BadRequestException(Problem.BAD_REQUEST, "request that cannot be read; expected HTTP/1.1");
    }

    private void accept(ChannelPipeline pipeline) {
        SslHandler tls = pipeline.get(SslHandler.class);
        if (!connections.tryEnter()) {
            pipeline.addLast(new RefusedConnection(tooMany(tls), wheel));
            return;
        }
        pipeline.channel().closeFuture().addListener(closed -> connections.leave());
        InboundConnection connection = new InboundConnection(
                wheel, config.headTimeout().toNanos(), config.idle().toNanos(), problemBody);
        pipeline.addLast(connection);
        pipeline.addLast(new ProtocolGate(limits, connection, tls != null));
    }

    private ByteBuf tooMany(@Nullable SslHandler tls) {
        if (tls != null && "h2".equals(tls.applicationProtocol())) {
            // An answer in HTTP/1 would mean nothing to the caller.
            return Unpooled.EMPTY_BUFFER;
        }
        PenstockException failure = new OverloadedException(
                Problem.TOO_MANY_CONNECTIONS,
                connections.max() + " connections are open; expected fewer than server.maxConnections",
                RETRY_AFTER_MILLIS);
        return RawAnswer.of(failure, problemBody.apply(failure));
    }
}
