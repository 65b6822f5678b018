package io.penstock.demo;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.HttpException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of one event loop. What is added here is listed by {@code GET /}, counted, and subject to the injected
 * faults, except for the control endpoints.
 *
 * <p>A pattern is a path, which may end in one parameter, {@code /items/{id}}; see {@link #parameter}. An endpoint for
 * {@code GET} also answers {@code HEAD}.
 */
final class Endpoints {

    private static final int MAX_JSON_BYTES = 64 * 1024;

    private final Vertx vertx;
    private final Router router;
    private final Stats stats;
    private final FaultInjector faults;
    private final JsonObject index = new JsonObject();

    Endpoints(Vertx vertx, Stats stats, FaultInjector faults) {
        this.vertx = vertx;
        this.router = Router.router(vertx);
        this.stats = stats;
        this.faults = faults;
        LongAdder unknown = stats.counter("unknown");
        router.errorHandler(404, context -> {
            if (context.failure() instanceof HttpException) {
                failed(context);
                return;
            }
            unknown.increment();
            Answers.error(context, 404, context.request().path() + ": no such endpoint; GET / lists them");
        });
        router.errorHandler(
                405,
                context -> Answers.error(
                        context, 405, context.request().method() + ": not a method of " + context.normalizedPath()));
        router.errorHandler(413, context -> Answers.error(context, 413, "expected a body of at most 64 KiB"));
        router.errorHandler(400, Endpoints::failed);
        router.errorHandler(422, Endpoints::failed);
        router.errorHandler(500, Endpoints::failed);
        on(HttpMethod.GET, "/", "this list", context -> Answers.json(context, 200, index));
    }

    /** The instance whose event loop these endpoints run on. */
    Vertx vertx() {
        return vertx;
    }

    /** What serves the requests. */
    Handler<HttpServerRequest> handler() {
        return router;
    }

    /** Adds an endpoint; {@code method} null stands for any. The handler reads or ignores the body. */
    void on(@Nullable HttpMethod method, String pattern, String summary, Handler<RoutingContext> handler) {
        route(method, pattern, summary).handler(observed(method, pattern, handler));
    }

    /** Adds an endpoint that takes a JSON body of at most 64 KiB, which {@link Parameters#json} reads. */
    void onJson(HttpMethod method, String pattern, String summary, Handler<RoutingContext> handler) {
        BodyHandler body = BodyHandler.create(false).setBodyLimit(MAX_JSON_BYTES);
        route(method, pattern, summary).handler(observed(method, pattern, body)).handler(handler);
    }

    /** Adds an endpoint that steers the demo: neither counted nor subject to faults. Takes a JSON body, or none. */
    void onControl(HttpMethod method, String pattern, String summary, Handler<RoutingContext> handler) {
        route(method, pattern, summary)
                .handler(BodyHandler.create(false).setBodyLimit(MAX_JSON_BYTES))
                .handler(handler);
    }

    /** The value of the pattern's parameter: what follows the first segment of the path. */
    static String parameter(RoutingContext context) {
        String path = context.normalizedPath();
        int slash = path.indexOf('/', 1);
        if (slash < 0) {
            throw new HttpException(404, path + ": expected a value after it; GET / lists the endpoints");
        }
        return path.substring(slash + 1);
    }

    private Route route(@Nullable HttpMethod method, String pattern, String summary) {
        index.put(name(method, pattern), summary);
        int brace = pattern.indexOf('{');
        Route route = router.route(brace < 0 ? pattern : pattern.substring(0, brace) + "*");
        if (method != null) {
            route.method(method);
        }
        if (HttpMethod.GET.equals(method)) {
            route.method(HttpMethod.HEAD);
        }
        return route;
    }

    private Handler<RoutingContext> observed(
            @Nullable HttpMethod method, String pattern, Handler<RoutingContext> handler) {
        LongAdder requests = stats.counter(name(method, pattern));
        return context -> {
            requests.increment();
            stats.begin(context);
            faults.apply(context, handler);
        };
    }

    private static String name(@Nullable HttpMethod method, String pattern) {
        return (method == null ? "ANY" : method.name()) + " " + pattern;
    }

    private static void failed(RoutingContext context) {
        if (context.failure() instanceof HttpException failure && failure.getPayload() != null) {
            Answers.error(context, failure.getStatusCode(), failure.getPayload());
        } else {
            Answers.error(context, context.statusCode(), "the demo failed: " + context.failure());
        }
    }
}
