package io.penstock.app;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.penstock.admin.AdminVerticle;
import io.penstock.admin.AdminViews;
import io.penstock.admin.CredentialControl;
import io.penstock.admin.LogLevels;
import io.penstock.config.ConfigView;
import io.penstock.config.PenstockConfig;
import io.penstock.exchange.VertxInternals;
import io.penstock.metrics.MicrometerMetrics;
import io.penstock.metrics.Namespace;
import io.penstock.metrics.ProcessMetrics;
import io.penstock.metrics.VertxMeters;
import io.penstock.token.Credentials;
import io.penstock.token.TokenSupplier;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.micrometer.MicrometerMetricsFactory;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that one Penstock runs, in the order in which it starts: metrics, Vert.x where it brings its own, the credentials, the
 * gateway's event loops, the management port. It stops in the reverse order, but for the management port, which tells to the end that
 * Penstock is not ready. Thread-safe.
 */
public final class Assembly {

    private final Vertx vertx;
    private final boolean ownsVertx;
    private final PrometheusMeterRegistry registry;
    private final Gateway gateway;
    private final @Nullable Management management;
    private @Nullable Future<Void> closing;

    private Assembly(Base base, Gateway gateway, @Nullable Management management) {
        this.vertx = base.vertx();
        this.ownsVertx = base.ownsVertx();
        this.registry = base.registry();
        this.gateway = gateway;
        this.management = management;
    }

    /** Starts everything on a Vert.x of its own, which has as many event loops as the configuration says. */
    public static Future<Assembly> start(PenstockConfig config, Map<String, String> environment) {
        return start(config, environment, Map.of());
    }

    /** The same with the tokens of some credentials, by name, from the program that embeds it. */
    public static Future<Assembly> start(
            PenstockConfig config, Map<String, String> environment, Map<String, TokenSupplier> suppliers) {
        int loops = config.server().eventLoops();
        PrometheusMeterRegistry registry = registry(config);
        VertxOptions options = new VertxOptions()
                .setPreferNativeTransport(true)
                .setDisableTCCL(true)
                .setEventLoopPoolSize(loops > 0 ? loops : Runtime.getRuntime().availableProcessors())
                .setMetricsOptions(VertxMeters.options());
        Vertx vertx = Vertx.builder()
                .with(options)
                .withMetrics(new MicrometerMetricsFactory(registry))
                .build();
        return start(new Base(vertx, true, registry), config, environment, suppliers);
    }

    /** Starts everything on a Vert.x of the caller's, which is left open at the end. */
    public static Future<Assembly> start(Vertx vertx, PenstockConfig config, Map<String, String> environment) {
        return start(vertx, config, environment, Map.of());
    }

    /** The same with the tokens of some credentials, by name, from the program that embeds it. */
    public static Future<Assembly> start(
            Vertx vertx, PenstockConfig config, Map<String, String> environment, Map<String, TokenSupplier> suppliers) {
        return start(new Base(vertx, false, registry(config)), config, environment, suppliers);
    }

    private static PrometheusMeterRegistry registry(PenstockConfig config) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.config().meterFilter(new Namespace(config.metrics().namespace()));
        return registry;
    }

    private static Future<Assembly> start(
            Base base, PenstockConfig config, Map<String, String> environment, Map<String, TokenSupplier> suppliers) {
        // A promise that belongs to no event loop: after a failure those of a Vert.x of our own are gone.
        Promise<Assembly> started = Promise.promise();
        Gateway.start(base.vertx(), config, new MicrometerMetrics(base.registry()), environment, suppliers)
                .compose(gateway -> openAdmin(base, config, gateway)
                        .recover(failure -> gateway.close().transform(closed -> Future.failedFuture(failure))))
                .onSuccess(started::complete)
                .onFailure(failure -> base.close().onComplete(closed -> started.fail(failure)));
        return started.future();
    }

    private static Future<Assembly> openAdmin(Base base, PenstockConfig config, Gateway gateway) {
        if (!config.admin().enabled()) {
            return Future.succeededFuture(new Assembly(base, gateway, null));
        }
        // The management port alone shows the process's meters: the gateway, which serves by now, does not wait for
        // them.
        return base.vertx()
                .executeBlocking(() -> new ProcessMetrics(base.registry()))
                .compose(process -> deployAdmin(base, config, gateway, process).onFailure(failure -> process.close()))
                .map(management -> new Assembly(base, gateway, management));
    }

    private static Future<Management> deployAdmin(
            Base base, PenstockConfig config, Gateway gateway, ProcessMetrics process) {
        JsonObject shown = new JsonObject(ConfigView.toMap(config));
        Credentials credentials = gateway.credentials();
        UpstreamViews upstreams = new UpstreamViews(gateway, shown);
        AdminViews views = new AdminViews(
                gateway::notReady,
                upstreams::all,
                new CredentialControl(credentials::statuses, credentials::refresh, credentials::revoke),
                gateway::limits,
                upstreams::one,
                gateway::breaker,
                gateway::memory,
                shown::copy,
                contentType -> base.registry().scrape(contentType));
        AdminVerticle admin = new AdminVerticle(config.admin(), views, new LogLevels());
        return VertxInternals.requireUnshared(
                        base.vertx(), config.admin().host(), config.admin().port())
                .compose(free -> base.vertx().deployVerticle(admin))
                .recover(failure -> Future.failedFuture(Listening.explain(
                        failure, config.admin().host(), config.admin().port(), "admin.port")))
                .map(id -> new Management(admin, id, process));
    }

    /** The gateway. */
    public Gateway gateway() {
        return gateway;
    }

    /** The Vert.x that everything runs on. */
    public Vertx vertx() {
        return vertx;
    }

    /**
     * The context of the program that calls: where it wants to hear the outcome. Null where a plain thread calls, and where
     * the current context is closed together with this: a future bound to it would be silent for ever then.
     */
    public @Nullable Context callersContext() {
        Context current = Vertx.currentContext();
        return current == null || (ownsVertx && current.owner() == vertx) ? null : current;
    }

    /** The management port's number; −1 where it is switched off. */
    public int adminPort() {
        return management == null ? -1 : management.verticle().port();
    }

    /** Stops everything; a later call returns the same future. Completes when nothing is left running. */
    public synchronized Future<Void> close() {
        if (closing == null) {
            Promise<Void> closed = Promise.promise();
            closing = closed.future();
            gateway.close()
                    .transform(stopped -> management == null ? Future.succeededFuture() : management.close(vertx))
                    .onComplete(undeployed ->
                            new Base(vertx, ownsVertx, registry).close().onComplete(closed));
        }
        return closing;
    }

    /** What is there before the gateway and after it. */
    private record Base(Vertx vertx, boolean ownsVertx, PrometheusMeterRegistry registry) {

        Future<Void> close() {
            registry.close();
            return ownsVertx ? vertx.close() : Future.succeededFuture();
        }
    }

    /** The management port, and what is there for its sake. */
    private record Management(AdminVerticle verticle, String deployment, ProcessMetrics process) {

        Future<Void> close(Vertx vertx) {
            process.close();
            return vertx.undeploy(deployment);
        }
    }
}
