package io.penstock.demo;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** What a fault does to a request, in place of the handler that would have served it. */
@FunctionalInterface
interface FaultEffect {

    int ANNOUNCED_BYTES = 1_024;
    int DRIPPED_BYTES = 64;

    /** Takes the request over. */
    void on(RoutingContext context, Handler<RoutingContext> handler);

    /** The effect of a fault that hits requests. */
    static FaultEffect of(Fault fault) {
        return switch (fault.kind()) {
            case RESET -> fault.midBody() ? FaultEffect::resetAmidBody : FaultEffect::resetAtOnce;
            case STALL -> (context, handler) -> {};
            case SLOW -> (context, handler) -> drip(context, fault.delayMillis());
            case DELAY -> (context, handler) -> delay(context, handler, fault.delayMillis());
            case STATUS ->
                (context, handler) -> Answers.json(
                        context,
                        fault.status(),
                        new JsonObject().put("status", fault.status()).put("error", "injected"));
            case REFUSE, DOWN, NONE -> throw new IllegalArgumentException(fault.kind() + " does not hit requests");
        };
    }

    private static void resetAtOnce(RoutingContext context, Handler<RoutingContext> handler) {
        TcpReset.of(context.request().connection());
    }

    private static void resetAmidBody(RoutingContext context, Handler<RoutingContext> handler) {
        announce(context.response(), ANNOUNCED_BYTES)
                .write("x".repeat(ANNOUNCED_BYTES / 2))
                .onComplete(written -> TcpReset.of(context.request().connection()));
    }

    private static void drip(RoutingContext context, long everyMillis) {
        HttpServerResponse response = announce(context.response(), DRIPPED_BYTES);
        response.writeHead();
        Vertx vertx = context.vertx();
        long timer = vertx.setPeriodic(everyMillis, id -> {
            if (response.ended() || response.closed()) {
                return;
            }
            response.write("x");
            if (response.bytesWritten() >= DRIPPED_BYTES) {
                response.end();
            }
        });
        context.addEndHandler(ended -> vertx.cancelTimer(timer));
    }

    private static void delay(RoutingContext context, Handler<RoutingContext> handler, long millis) {
        context.request().pause();
        Vertx vertx = context.vertx();
        long timer = vertx.setTimer(millis, id -> {
            context.request().resume();
            handler.handle(context);
        });
        context.addEndHandler(ended -> vertx.cancelTimer(timer));
    }

    private static HttpServerResponse announce(HttpServerResponse response, int length) {
        return response.putHeader(HttpHeaders.CONTENT_TYPE, "text/plain")
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(length));
    }
}
