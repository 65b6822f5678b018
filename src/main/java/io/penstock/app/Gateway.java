package io.penstock.app;

import io.penstock.batching.BatchingVerticle;
import io.penstock.batching.coalesce.HeldBytes;
import io.penstock.compression.Compressor;
import io.penstock.config.PenstockConfig;
import io.penstock.config.ProviderConfig;
import io.penstock.config.UpstreamConfig;
import io.penstock.exchange.MemoryPressure;
import io.penstock.exchange.VertxInternals;
import io.penstock.gateway.GatewayVerticle;
import io.penstock.gateway.UpstreamSpec;
import io.penstock.gateway.inbound.ConnectionLimit;
import io.penstock.memory.MemoryGuard;
import io.penstock.memory.MemoryStatus;
import io.penstock.memory.MemoryVerticle;
import io.penstock.metrics.Metrics;
import io.penstock.pool.ConnectionEvents;
import io.penstock.pool.ConnectionVerticle;
import io.penstock.pool.EgressProxy;
import io.penstock.pool.PoolStatus;
import io.penstock.pool.QueueStatus;
import io.penstock.pool.UpstreamPool;
import io.penstock.pool.UpstreamTarget;
import io.penstock.resilience.ResilienceEvent;
import io.penstock.resilience.ResilienceEvents;
import io.penstock.resilience.ScopeKey;
import io.penstock.resilience.breaker.BreakerState;
import io.penstock.resilience.breaker.UpstreamBreaker;
import io.penstock.resilience.limit.UpstreamLimits;
import io.penstock.resilience.retry.RetryBudgetStatus;
import io.penstock.time.Ticker;
import io.penstock.token.Credentials;
import io.penstock.token.ProxyChoice;
import io.penstock.token.TokenSupplier;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One running gateway: every event loop with its verticles, wired in one place. Thread-safe once started.
 *
 * <p>Loops are deployed one after the other: the first takes the port, and the others share it.
 */
public final class Gateway {

    private static final Duration CUT_AFTER_DRAIN = Duration.ofSeconds(1);
    private static final Ticker TICKER = Ticker.system();

    private final Vertx vertx;
    private final PenstockConfig config;
    private final Metrics metrics;
    private final Map<String, String> environment;
    private final Credentials credentials;
    private final ConnectionLimit connections;
    private final @Nullable MemoryGuard memory;
    private final Compressor compressor;
    private final List<ConnectionVerticle.Member> members = new ArrayList<>();
    private final List<UpstreamSpec> specs = new ArrayList<>();
    private final MemoryPressure pressure;
    private final HeldBytes heldBytes;
    private final Map<String, UpstreamLimits> limits = new LinkedHashMap<>();
    private final Map<String, UpstreamBreaker> breakers = new LinkedHashMap<>();
    private final List<EventLoop> loops = new ArrayList<>();
    private final List<String> deployments = new ArrayList<>();
    private final AtomicInteger nextLoop = new AtomicInteger();
    private volatile @Nullable String notReady = "starting";
    private volatile Function<Duration, Future<Void>> localDrain = limit -> Future.succeededFuture();

    private Gateway(
            Vertx vertx,
            PenstockConfig config,
            Metrics metrics,
            Map<String, String> environment,
            Credentials credentials) {
        this.vertx = vertx;
        this.credentials = credentials;
        this.config = config;
        this.metrics = metrics;
        this.environment = environment;
        this.connections = new ConnectionLimit(config.server().maxConnections());
        this.memory = config.features().guardsMemory()
                ? new MemoryGuard(config.memory(), TICKER, vertx.eventBus(), metrics)
                : null;
        this.pressure = memory == null ? MemoryPressure.none() : memory;
        this.heldBytes = new HeldBytes(HeldBytes.DEFAULT_LIMIT, pressure);
        this.compressor = new Compressor(config.server().compression(), config.features(), metrics);
        metrics.inbound(connections::open);
        ConnectionEvents events = new ConnectionEvents(vertx.eventBus());
        config.upstreams().forEach((name, upstream) -> add(name, upstream, events));
    }

    private void add(String name, UpstreamConfig upstream, ConnectionEvents events) {
        boolean keep = config.features().connectionManagement();
        RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
        boolean resilience = config.features().resilience();
        UpstreamLimits limit = new UpstreamLimits(name, upstream, resilience, metrics, TICKER, InstantSource.system());
        limits.put(name, limit);
        UpstreamPool pool = new UpstreamPool(name, upstream, keep, metrics, events, random, limit::maxConcurrent);
        metrics.queue(name, pool.queueGauges(TICKER));
        members.add(new ConnectionVerticle.Member(
                pool,
                upstream.urlFromCredential() ? null : new UpstreamTarget(upstream, keep, environment),
                url -> new UpstreamTarget(upstream, url, keep, environment)));
        UpstreamBreaker breaker = resilience
                ? new UpstreamBreaker(name, upstream.breaker(), ScopeKey.Reader.of(upstream), TICKER, random, metrics)
                : null;
        ResilienceEvents calls = new ResilienceEvents(
                vertx.eventBus(),
                name,
                () -> breaker == null ? null : breaker.state().label(),
                pool::waiting);
        limit.listen(calls);
        if (breaker != null) {
            breakers.put(name, breaker);
            watch(breaker, pool, calls);
        }
        UpstreamSpec.Shared shared = new UpstreamSpec.Shared(
                pool.recorder(),
                calls,
                limit.askedWait(),
                limit::gate,
                route -> compressor.compression(name, route),
                breaker,
                pressure,
                heldBytes,
                random,
                TICKER);
        specs.add(new UpstreamSpec(name, upstream, config.features(), metrics, shared));
    }

    /** A breaker that opens ends the waits for its upstream: all of them, or those of the calls that it is for. */
    private static void watch(UpstreamBreaker breaker, UpstreamPool pool, ResilienceEvents events) {
        breaker.onChange((from, to, cause, openNanos) -> {
            if (to == BreakerState.FORCED_OPEN || (to == BreakerState.OPEN && !breaker.keyed())) {
                pool.refuseWaiting(breaker::refusalOfWaiting);
            } else if (to == BreakerState.OPEN) {
                pool.refuseShut();
            }
            events.tell(ResilienceEvent.Type.CIRCUIT_BREAKER, to.label(), openNanos);
        });
    }

    /**
     * Starts a gateway; fails, with nothing left running, where the port cannot be had.
     *
     * @param environment the environment variables, for {@code HTTPS_PROXY} and its like
     */
    public static Future<Gateway> start(
            Vertx vertx, PenstockConfig config, Metrics metrics, Map<String, String> environment) {
        return start(vertx, config, metrics, environment, Map.of());
    }

    /**
     * Starts a gateway that gets the tokens of some credentials from the program that embeds it.
     *
     * @param suppliers where these tokens come from, by the credential's name
     */
    public static Future<Gateway> start(
            Vertx vertx,
            PenstockConfig config,
            Metrics metrics,
            Map<String, String> environment,
            Map<String, TokenSupplier> suppliers) {
        return Credentials.start(vertx, config, suppliers, provider -> proxies(provider, environment), metrics)
                .compose(credentials -> Future.succeededFuture()
                        .compose(ready -> start(new Gateway(vertx, config, metrics, environment, credentials)))
                        // What the gateway has closed already is not there to be closed again.
                        .recover(
                                failure -> credentials.close(vertx).transform(closed -> Future.failedFuture(failure))));
    }

    /** The way to an identity provider's hosts. */
    static ProxyChoice proxies(ProviderConfig provider, Map<String, String> environment) {
        return (secure, host) -> {
            EgressProxy proxy = EgressProxy.choose(provider.proxy(), secure, host, environment);
            return proxy == null ? null : proxy.options();
        };
    }

    private static Future<Gateway> start(Gateway gateway) {
        Vertx vertx = gateway.vertx;
        PenstockConfig config = gateway.config;
        gateway.compressor.prepare(vertx);
        int count = config.server().eventLoops();
        int loops = count > 0 ? count : Runtime.getRuntime().availableProcessors();
        int port = config.server().port() == 0 ? freePort() : config.server().port();
        return VertxInternals.requireUnshared(vertx, config.server().host(), port)
                .compose(free -> gateway.deployBatching())
                .compose(deployed -> gateway.deploy(0, loops, port))
                .compose(deployed -> gateway.watchMemory())
                .onSuccess(started -> gateway.notReady = null)
                .recover(failure -> gateway.undeploy()
                        .transform(gone -> Future.failedFuture(Listening.explain(
                                failure, config.server().host(), config.server().port(), "server.port"))))
                .map(gateway);
    }

    /** Servers share a port that is yet to be found under a negative number (see Vert.x), which must be theirs alone. */
    private static int freePort() {
        return -ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
    }

    private Future<Void> deployBatching() {
        if (!config.features().resourceOptimization()) {
            return Future.succeededFuture();
        }
        List<BatchingVerticle.Part> parts =
                specs.stream().map(UpstreamSpec::saving).toList();
        return vertx.deployVerticle(new BatchingVerticle(parts, TICKER))
                .onSuccess(deployments::add)
                .mapEmpty();
    }

    private Future<Void> deploy(int index, int count, int port) {
        if (index == count) {
            return Future.succeededFuture();
        }
        EventLoop loop = new EventLoop(
                vertx,
                TICKER,
                wheel -> new ConnectionVerticle(members, wheel, index, count),
                (wheel, pools) -> new GatewayVerticle(
                        config.server(),
                        port,
                        specs,
                        pools::transport,
                        credentials.on(vertx.getOrCreateContext(), wheel),
                        wheel,
                        connections));
        return vertx.deployVerticle(loop, new DeploymentOptions()).compose(id -> {
            deployments.add(id);
            loops.add(loop);
            return deploy(index + 1, count, port);
        });
    }

    private Future<Void> watchMemory() {
        if (memory == null) {
            return Future.succeededFuture();
        }
        return vertx.deployVerticle(new MemoryVerticle(memory, config.memory(), TICKER))
                .onSuccess(deployments::add)
                .mapEmpty();
    }

    /** The port that callers use. */
    public int port() {
        return loops.get(0).parts().gateway().port();
    }

    /** Why this gateway should get no new calls; null where it should. */
    public @Nullable String notReady() {
        return notReady;
    }

    /** Says that this gateway is about to stop, so that it is no longer ready. */
    public void stopping() {
        notReady = "shutting down";
    }

    /** The credentials that sign its requests. */
    public Credentials credentials() {
        return credentials;
    }

    /** A look at every pool, in the order of the configuration. */
    public List<PoolStatus> pools() {
        return members.stream().map(member -> member.pool().status()).toList();
    }

    /** The limits of an upstream; null where there is none of that name. */
    public @Nullable UpstreamLimits limits(String upstream) {
        return limits.get(upstream);
    }

    /** A look at an upstream's queue; null where there is none of that name. */
    public @Nullable QueueStatus queue(String upstream) {
        for (ConnectionVerticle.Member member : members) {
            if (member.pool().name().equals(upstream)) {
                return member.pool().queue(TICKER.nanos());
            }
        }
        return null;
    }

    /** A look at an upstream's budget of retries; null where there is none of that name. */
    public @Nullable RetryBudgetStatus retryBudget(String upstream) {
        for (UpstreamSpec spec : specs) {
            if (spec.name().equals(upstream)) {
                return spec.retryBudget();
            }
        }
        return null;
    }

    /** An upstream's circuit breaker; null where there is no such upstream, or resilience is switched off. */
    public @Nullable UpstreamBreaker breaker(String upstream) {
        return breakers.get(upstream);
    }

    /** How the memory of the process is; null where it is not watched. */
    public @Nullable MemoryStatus memory() {
        return memory == null ? null : memory.status();
    }

    /** The loop to run a call of this process on: the current one where it is one of ours, else each in turn. */
    public EventLoop.Parts anyLoop() {
        Thread thread = Thread.currentThread();
        for (EventLoop loop : loops) {
            if (loop.parts().thread() == thread) {
                return loop.parts();
            }
        }
        return loops.get(Math.floorMod(nextLoop.getAndIncrement(), loops.size()))
                .parts();
    }

    /**
     * Has calls of this process drained beside those of callers when the gateway stops.
     *
     * @param drain refuses new calls and lets those in flight end for as long, then cuts them
     */
    public void alsoDrain(Function<Duration, Future<Void>> drain) {
        localDrain = drain;
    }

    /** Stops: no new callers, exchanges in flight end for as long as {@code server.drain} allows, then all is closed. */
    public Future<Void> close() {
        stopping();
        List<Future<Void>> drains = new ArrayList<>();
        drains.add(localDrain.apply(config.server().drain()));
        for (EventLoop loop : loops) {
            drains.add(onLoop(
                    loop, () -> loop.parts().gateway().drain(config.server().drain())));
        }
        return Future.join(drains)
                .mapEmpty()
                .timeout(config.server().drain().plus(CUT_AFTER_DRAIN).toMillis(), TimeUnit.MILLISECONDS)
                .transform(drained -> undeploy());
    }

    private static Future<Void> onLoop(EventLoop loop, Supplier<Future<Void>> action) {
        Promise<Void> promise = Promise.promise();
        Context context = loop.parts().context();
        context.runOnContext(v -> action.get().onComplete(promise));
        return promise.future();
    }

    private Future<Void> undeploy() {
        List<Future<Void>> gone = new ArrayList<>();
        for (String deployment : deployments) {
            gone.add(vertx.undeploy(deployment));
        }
        deployments.clear();
        // Last, so that exchanges in flight are signed to the end.
        return Future.join(gone).transform(ended -> credentials.close(vertx));
    }
}
