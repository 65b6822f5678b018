package io.penstock.gateway.inbound;

import io.penstock.config.DataSize;
import io.penstock.config.ServerConfig;
import io.penstock.error.BadRequestException;
import io.penstock.error.PenstockException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A server behind the guards on one event loop whose clock stands still. It answers the requests that get through with
 * {@code 200} and their target as the body, except those for {@code /held}, which wait to be released.
 */
final class GuardedServer implements AutoCloseable {

    static final Duration HEAD_TIMEOUT = Duration.ofSeconds(10);
    static final Duration IDLE = Duration.ofSeconds(60);

    /** The targets that reached the handler. */
    final List<String> served = new CopyOnWriteArrayList<>();

    final LinkedBlockingQueue<HttpServerRequest> held = new LinkedBlockingQueue<>();
    final ConnectionLimit connections;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Context context = vertx.getOrCreateContext();
    private final ManualTime time = new ManualTime();
    private final RequestRules rules = new RequestRules(List.of(), 100);
    private final HttpServer server;

    GuardedServer() {
        this(new HttpServerOptions(), 100);
    }

    GuardedServer(HttpServerOptions options, int maxConnections) {
        connections = new ConnectionLimit(maxConnections);
        server = await(onLoop(() -> {
            InboundGuard guard = new InboundGuard(config(), time.wheel(), connections, GuardedServer::body);
            return guard.createServer(vertx, options.setHost("127.0.0.1").setPort(0))
                    .requestHandler(this::handle)
                    .invalidRequestHandler(request -> refuse(request, InboundGuard.refusal(request)))
                    .listen();
        }));
    }

    int port() {
        return server.actualPort();
    }

    RawCaller connect() throws IOException {
        return new RawCaller(port());
    }

    void advance(Duration duration) {
        onLoop(() -> {
            time.advance(duration);
            return true;
        });
    }

    /** Answers a request that was held. */
    void release() throws InterruptedException {
        HttpServerRequest request = held.poll(10, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("no request is held");
        }
        onLoop(() -> {
            answer(request);
            return true;
        });
    }

    /** Waits until everything that was handed to the event loop before has run. */
    void settle() {
        onLoop(() -> true);
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    private <T> T onLoop(Callable<T> action) {
        return await(Future.<T>future(promise -> context.runOnContext(started -> {
            try {
                promise.complete(action.call());
            } catch (Exception e) {
                promise.fail(e);
            }
        })));
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(10, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing happened within 10 s", e);
        }
    }

    private void handle(HttpServerRequest request) {
        InboundConnection connection = InboundGuard.connection(request.connection());
        connection.exchangeStarted();
        request.response().endHandler(ended -> connection.exchangeEnded());
        BadRequestException refusal =
                rules.check(request.version(), request.method(), request.uri(), request.headers());
        if (refusal != null) {
            refuse(request, refusal);
            return;
        }
        served.add(request.uri());
        if (request.uri().equals("/held")) {
            held.add(request);
        } else {
            answer(request);
        }
    }

    private static void answer(HttpServerRequest request) {
        if (!request.response().ended()) {
            request.bodyHandler(body -> request.response().end(request.uri() + body));
        }
    }

    private static void refuse(HttpServerRequest request, BadRequestException refusal) {
        request.response().setStatusCode(refusal.problem().status()).end(body(refusal));
    }

    private static Buffer body(PenstockException failure) {
        return Buffer.buffer(failure.problem().slug() + ": " + failure.detail());
    }

    private static ServerConfig config() {
        return new ServerConfig(
                "127.0.0.1",
                0,
                false,
                1,
                null,
                DataSize.ofKiB(16),
                DataSize.ofKiB(8),
                100,
                List.of(),
                HEAD_TIMEOUT,
                IDLE,
                IDLE,
                100,
                100,
                Duration.ofSeconds(1));
    }

    @Nullable
    HttpServerRequest awaitHeld() throws InterruptedException {
        HttpServerRequest request = held.poll(10, TimeUnit.SECONDS);
        if (request != null) {
            held.add(request);
        }
        return request;
    }
}
