package io.penstock.gateway.inbound;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.penstock.config.PenstockConfig;
import io.penstock.config.ServerConfig;
import io.penstock.error.BadRequestException;
import io.penstock.error.PenstockException;
import io.penstock.testing.Await;
import io.penstock.testing.FakeTicker;
import io.penstock.testing.ManualAlarm;
import io.penstock.testing.RawClient;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SelfSignedCertificate;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * A server behind the guards, on one event loop whose clock stands still until it is advanced. It answers the requests
 * that get through with {@code 200}, their target and their body, except those for {@code /held}, which wait for
 * {@link #release}, and {@code /large}, whose answer is larger than what a connection holds.
 */
final class GuardedServer implements AutoCloseable {

    private static final ServerConfig CONFIG = PenstockConfig.defaults().server();
    static final Duration HEAD_TIMEOUT = CONFIG.headTimeout();
    static final Duration IDLE = CONFIG.idle();

    /** The requests that reached the handler. */
    final List<HttpServerRequest> served = new CopyOnWriteArrayList<>();

    final ConnectionLimit connections;
    final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Context context = vertx.getOrCreateContext();
    private final FakeTicker ticker = new FakeTicker();
    private final DeadlineWheel wheel = new DeadlineWheel(ticker, new ManualAlarm(ticker));
    private final RequestRules rules = new RequestRules(CONFIG.extraMethods(), CONFIG.maxHeaders());
    private final HttpServer server;

    GuardedServer() {
        this(new HttpServerOptions(), 100);
    }

    GuardedServer(HttpServerOptions options, int maxConnections) {
        connections = new ConnectionLimit(maxConnections);
        InboundGuard guard = new InboundGuard(CONFIG, wheel, connections, GuardedServer::body);
        server = Await.get(onLoop(() -> guard.createServer(
                                vertx, options.setHost("127.0.0.1").setPort(0))
                        .requestHandler(this::handle)
                        .invalidRequestHandler(request -> refuse(request, InboundGuard.refusal(request)))
                        .listen())
                .compose(listening -> listening));
    }

    /** TLS with a certificate that nobody knows. */
    static HttpServerOptions tls() {
        SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
        return new HttpServerOptions().setSsl(true).setUseAlpn(true).setKeyCertOptions(certificate.keyCertOptions());
    }

    /** A connection over TLS that trusts anyone. */
    static Socket trustingSocket(int port) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        return context.getSocketFactory().createSocket("127.0.0.1", port);
    }

    int port() {
        return server.actualPort();
    }

    RawClient connect() throws IOException {
        return RawClient.connect(port());
    }

    void advance(Duration duration) {
        Await.get(onLoop(() -> {
            ticker.advance(duration);
            wheel.advance();
            return true;
        }));
    }

    /** Waits until so many requests have reached the handler. */
    void awaitServed(int requests) {
        Await.until(requests + " requests are served", () -> served.size() == requests);
    }

    /** Answers a held request. */
    void release(HttpServerRequest held) {
        Await.get(onLoop(() -> held.response().end("released")));
    }

    List<String> targets() {
        return served.stream().map(HttpServerRequest::uri).toList();
    }

    @Override
    public void close() {
        Await.get(vertx.close());
    }

    <T> Future<T> onLoop(Supplier<T> action) {
        return Future.future(promise -> context.runOnContext(now -> {
            try {
                promise.complete(action.get());
            } catch (RuntimeException e) {
                promise.fail(e);
            }
        }));
    }

    private void handle(HttpServerRequest request) {
        BadRequestException refusal =
                rules.check(request.version(), request.method(), request.uri(), request.headers());
        if (refusal != null) {
            refuse(request, refusal);
            return;
        }
        InboundConnection connection = InboundGuard.connection(request.connection());
        connection.exchangeStarted();
        request.response().endHandler(ended -> connection.exchangeEnded());
        served.add(request);
        if (request.uri().equals("/large")) {
            request.response().end(Buffer.buffer(new byte[32 * 1024 * 1024]));
        } else if (!request.uri().equals("/held")) {
            request.bodyHandler(body -> request.response().end(request.uri() + " " + body));
        }
    }

    private static void refuse(HttpServerRequest request, BadRequestException refusal) {
        request.response().setStatusCode(refusal.problem().status()).end(body(refusal));
    }

    private static Buffer body(PenstockException failure) {
        return Buffer.buffer(failure.problem().slug() + ": " + failure.detail());
    }
}
