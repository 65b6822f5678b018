package io.penstock.app;

import io.penstock.gateway.GatewayVerticle;
import io.penstock.pool.ConnectionVerticle;
import io.penstock.time.DeadlineWheel;
import io.penstock.time.Ticker;
import io.penstock.time.VertxAlarm;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What runs on one event loop: its deadlines, its {@link ConnectionVerticle} and its {@link GatewayVerticle}. The two are
 * deployed on one context, so that an exchange, its pool shard and its connection share a thread.
 */
public final class EventLoop implements Deployable {

    private final Vertx vertx;
    private final Ticker ticker;
    private final Function<DeadlineWheel, ConnectionVerticle> makeConnections;
    private final BiFunction<DeadlineWheel, ConnectionVerticle, GatewayVerticle> makeGateway;
    private @Nullable Parts parts;

    EventLoop(
            Vertx vertx,
            Ticker ticker,
            Function<DeadlineWheel, ConnectionVerticle> makeConnections,
            BiFunction<DeadlineWheel, ConnectionVerticle, GatewayVerticle> makeGateway) {
        this.vertx = vertx;
        this.ticker = ticker;
        this.makeConnections = makeConnections;
        this.makeGateway = makeGateway;
    }

    @Override
    public Future<?> deploy(Context context) throws Exception {
        DeadlineWheel wheel = VertxAlarm.wheel(vertx, ticker);
        ConnectionVerticle connections = makeConnections.apply(wheel);
        GatewayVerticle gateway = makeGateway.apply(wheel, connections);
        parts = new Parts(context, Thread.currentThread(), wheel, connections, gateway);
        return start(connections, context)
                .compose(started -> start(gateway, context))
                // Vert.x undeploys nothing that did not start.
                .recover(failure -> stop(connections, context).transform(stopped -> Future.failedFuture(failure)));
    }

    @Override
    public Future<?> undeploy(Context context) throws Exception {
        Parts deployed = parts();
        return deployed.gateway().undeploy(context).transform(ended -> stop(deployed.connections(), context));
    }

    private static Future<Object> start(Deployable verticle, Context context) {
        try {
            return verticle.deploy(context).mapEmpty();
        } catch (Exception e) {
            return Future.failedFuture(e);
        }
    }

    private static Future<Object> stop(Deployable verticle, Context context) {
        try {
            return verticle.undeploy(context).mapEmpty();
        } catch (Exception e) {
            return Future.failedFuture(e);
        }
    }

    /** What was deployed; to be asked once it has been. */
    Parts parts() {
        if (parts == null) {
            throw new IllegalStateException("the event loop has not started");
        }
        return parts;
    }

    /**
     * The parts, once deployed.
     *
     * @param context where all of them run
     * @param thread the loop's thread
     */
    public record Parts(
            Context context,
            Thread thread,
            DeadlineWheel wheel,
            ConnectionVerticle connections,
            GatewayVerticle gateway) {}
}
