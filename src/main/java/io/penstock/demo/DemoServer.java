package io.penstock.demo;

import io.penstock.exchange.VertxInternals;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The demo API's server on one event loop. Instances that listen on the same port share its connections. */
final class DemoServer extends VerticleBase {

    private static final int MAX_HEAD_BYTES = 64 * 1024;

    private final DemoOptions options;
    private final int firstPort;
    private final List<Part> parts;
    private final Stats stats;
    private final FaultInjector faults;
    private @Nullable Endpoints endpoints;
    private volatile @Nullable HttpServer server;

    DemoServer(DemoOptions options, int firstPort, List<Part> parts, Stats stats, FaultInjector faults) {
        this.options = options;
        this.firstPort = firstPort;
        this.parts = parts;
        this.stats = stats;
        this.faults = faults;
    }

    @Override
    public Future<?> start() {
        Endpoints added = new Endpoints(vertx, stats, faults);
        parts.forEach(part -> part.addTo(added));
        endpoints = added;
        return open(added, firstPort);
    }

    /** The port that it listens on, or last listened on. */
    int port() {
        HttpServer current = server;
        if (current == null) {
            throw new IllegalStateException("the demo's server was not started");
        }
        return current.actualPort();
    }

    /** Listens (again) on the port; may be called on any thread. */
    Future<Void> listen(int port) {
        return onLoop(() -> endpoints == null ? Future.succeededFuture() : open(endpoints, port));
    }

    /** Stops listening and closes its connections; may be called on any thread. */
    Future<Void> stopListening() {
        return onLoop(() -> server == null ? Future.succeededFuture() : server.close());
    }

    private Future<Void> open(Endpoints added, int port) {
        HttpServer opened = VertxInternals.createHttpServer(vertx, serverOptions(), pipeline -> {
                    stats.opened(pipeline.channel());
                    faults.accept(pipeline.channel());
                })
                .requestHandler(added.handler());
        server = opened;
        return opened.listen(port, options.host()).mapEmpty();
    }

    private Future<Void> onLoop(Supplier<Future<Void>> action) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(now -> action.get().onComplete(done));
        return done.future();
    }

    private HttpServerOptions serverOptions() {
        HttpServerOptions http = new HttpServerOptions()
                .setHttp2ClearTextEnabled(options.http2())
                .setHandle100ContinueAutomatically(true)
                .setMaxHeaderSize(MAX_HEAD_BYTES)
                .setMaxInitialLineLength(MAX_HEAD_BYTES);
        if (options.certificate() != null) {
            http.setSsl(true).setUseAlpn(options.http2()).setKeyCertOptions(options.certificate());
        }
        return http;
    }
}
