package io.penstock.gateway;

import io.penstock.batching.BatchingVerticle;
import io.penstock.batching.coalesce.HeldBytes;
import io.penstock.compression.Compression;
import io.penstock.config.FallbackConfig;
import io.penstock.config.FeaturesConfig;
import io.penstock.config.HedgeConfig;
import io.penstock.config.IdempotencyKeyConfig;
import io.penstock.config.RetryConfig;
import io.penstock.config.RouteConfig;
import io.penstock.config.TimeoutsConfig;
import io.penstock.config.UpstreamConfig;
import io.penstock.config.UpstreamUrl;
import io.penstock.error.ErrorClassifier;
import io.penstock.exchange.AskedWait;
import io.penstock.exchange.Gate;
import io.penstock.exchange.MemoryPressure;
import io.penstock.exchange.RouteSettings;
import io.penstock.metrics.Metrics;
import io.penstock.metrics.PoolRecorder;
import io.penstock.resilience.ResilienceEvents;
import io.penstock.resilience.breaker.UpstreamBreaker;
import io.penstock.resilience.fallback.Fallback;
import io.penstock.resilience.retry.RetryBudget;
import io.penstock.resilience.retry.RetryBudgetStatus;
import io.penstock.resilience.retry.RetryRules;
import io.penstock.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway needs to know of one upstream, worked out once for the process; each event loop builds its own table of
 * routes from it.
 */
public final class UpstreamSpec {

    /** The pattern that metrics show where no route matches. */
    private static final String NO_PATTERN = "*";

    private final String name;
    private final UpstreamConfig config;
    private final @Nullable UpstreamUrl url;
    private final String authority;
    private final String prefix;
    private final FeaturesConfig features;
    private final Metrics metrics;
    private final Shared shared;
    private final ErrorClassifier classifier;
    private final RetryBudget budget;
    private final CallSaving saving;
    private final RouteSpec unmatched;
    private final List<RouteSpec> routes = new ArrayList<>();

    /**
     * Resolves the meters of every route.
     *
     * @param features what is switched off: retries, breaker and fallbacks; shared calls; or signing, which leaves a caller's own
     *     credentials alone
     * @param shared what the routes have of their upstream
     */
    public UpstreamSpec(String name, UpstreamConfig config, FeaturesConfig features, Metrics metrics, Shared shared) {
        this.name = name;
        this.config = config;
        this.url = config.urlFromCredential() ? null : config.target();
        this.authority = url == null ? "" : url.authority();
        this.prefix = config.effectivePath(name);
        this.features = features;
        this.metrics = metrics;
        this.shared = shared;
        this.classifier = new ErrorClassifier(config.errors().stream()
                .map(rule -> new ErrorClassifier.Rule(
                        rule.when().status() == null ? 0 : rule.when().status(),
                        rule.when().bodyContains(),
                        rule.is()))
                .toList());
        this.budget = new RetryBudget(config.retry().budget(), config.retry().budgetFloor(), shared.ticker());
        this.saving = new CallSaving(
                name, config, url, features, metrics, shared.memory(), shared.heldBytes(), shared.ticker());
        this.unmatched = new RouteSpec(
                settings(NO_PATTERN, null),
                parts(NO_PATTERN, null),
                shared.compression().apply(null));
        for (RouteConfig route : config.routes()) {
            routes.add(new RouteSpec(
                    settings(route.match(), route),
                    parts(route.match(), route),
                    shared.compression().apply(route)));
        }
    }

    private RouteParts parts(String pattern, @Nullable RouteConfig route) {
        RetryConfig retry = route == null ? config.retry() : config.retry().with(route.retry());
        HedgeConfig hedge = route == null || route.hedge() == null ? config.hedge() : route.hedge();
        IdempotencyKeyConfig key =
                route == null || route.idempotencyKey() == null ? config.idempotencyKey() : route.idempotencyKey();
        RetryRules rules = RetryRules.of(
                features.resilience() ? retry : retry.off(),
                key,
                classifier,
                shared.askedWait(),
                shared.random(),
                metrics.retry(name, pattern),
                shared.pool(),
                shared.events());
        FallbackConfig fallback = route == null || !features.resilience() ? null : route.fallback();
        return new RouteParts(
                metrics.route(name, pattern),
                rules,
                features.resilience() ? hedge : hedge.off(),
                Gate.both(shared.gates().apply(route), shared.breaker() == null ? Gate.open() : shared.breaker()),
                shared.breaker(),
                fallback == null ? null : new Fallback(fallback),
                features.guardsMemory() ? shared.memory() : null,
                saving.combining(route),
                saving.sharing(route),
                features.tokenManagement() ? Signing.of(config, route) : null,
                saving.walking(route));
    }

    /** What saves calls to it. */
    public BatchingVerticle.Part saving() {
        return saving;
    }

    /** The configured name. */
    public String name() {
        return name;
    }

    /** Where callers reach it: {@code /} or one segment with a slash before it. */
    String prefix() {
        return prefix;
    }

    UpstreamConfig config() {
        return config;
    }

    /** The upstream's URL; null where a credential tells it, and the transport follows. */
    @Nullable
    UpstreamUrl url() {
        return url;
    }

    /** What the upstream means by its error answers. */
    ErrorClassifier classifier() {
        return classifier;
    }

    /** The path to put before those of callers; empty where there is none, or the transport puts it there. */
    String basePath() {
        return url == null ? "" : url.basePath();
    }

    /** The value of its {@code Host} field; empty where the transport fills it in. */
    String authority() {
        return authority;
    }

    /** A part of the budget of retries, for one event loop. */
    RetryBudget.Share budget() {
        return budget.share();
    }

    /** A look at the budget of retries. */
    public RetryBudgetStatus retryBudget() {
        return budget.status(shared.ticker().nanos());
    }

    /** The routes of one event loop. */
    RouteTable routes(LoopEnds loop) {
        RouteTable table = new RouteTable(unmatched.on(loop));
        for (RouteSpec route : routes) {
            table.add(route.settings().pattern(), route.on(loop));
        }
        return table;
    }

    private RouteSettings settings(String pattern, @Nullable RouteConfig route) {
        TimeoutsConfig timeouts = config.timeouts();
        return new RouteSettings(
                name,
                pattern,
                nanos(route == null ? null : route.attemptTimeout(), timeouts.attempt()),
                nanos(route == null ? null : route.totalTimeout(), timeouts.total()),
                nanos(route == null ? null : route.streamIdle(), timeouts.streamIdle()),
                nanos(route == null ? null : route.maxDuration(), timeouts.maxDuration()),
                config.pool().maxWait().toNanos(),
                route == null || route.maxRequestBody() == null
                        ? config.maxRequestBody().bytes()
                        : route.maxRequestBody().bytes(),
                (int) config.replayBuffer().bytes());
    }

    private static long nanos(@Nullable Duration own, Duration inherited) {
        return (own != null ? own : inherited).toNanos();
    }

    private record RouteSpec(
            RouteSettings settings,
            RouteParts parts,
            @Nullable Compression compression) {

        Route on(LoopEnds loop) {
            return new Route(settings, RoutePipeline.assemble(parts, loop), compression);
        }
    }

    /**
     * What an upstream's routes share.
     *
     * @param pool counts what happens to its connections
     * @param events tells what happens to its calls
     * @param askedWait how long an answer asks to wait
     * @param gates the gate of a route; of what no route matches where it is given null
     * @param compression how the answers of a route are compressed, of what no route matches where it is given null; gives
     *     null where none is
     * @param breaker its breaker; null where resilience is switched off
     * @param memory says when memory is short, for whatever keeps bytes
     * @param heldBytes what the shared answers of all upstreams may keep in memory
     * @param random draws pauses; thread-safe
     * @param ticker the clock of all event loops
     */
    public record Shared(
            PoolRecorder pool,
            ResilienceEvents events,
            AskedWait askedWait,
            Function<@Nullable RouteConfig, Gate> gates,
            Function<@Nullable RouteConfig, @Nullable Compression> compression,
            @Nullable UpstreamBreaker breaker,
            MemoryPressure memory,
            HeldBytes heldBytes,
            RandomGenerator random,
            Ticker ticker) {}
}
