package io.penstock.gateway;

import io.penstock.batching.BatchingFigures;
import io.penstock.batching.BatchingVerticle;
import io.penstock.batching.Savings;
import io.penstock.batching.coalesce.Coalescing;
import io.penstock.batching.coalesce.HeldBytes;
import io.penstock.batching.combine.Combining;
import io.penstock.batching.pages.PagePlan;
import io.penstock.batching.pages.WalkBook;
import io.penstock.batching.pages.WalkFigures;
import io.penstock.config.BatchConfig;
import io.penstock.config.FeaturesConfig;
import io.penstock.config.PagesConfig;
import io.penstock.config.RouteConfig;
import io.penstock.config.UpstreamConfig;
import io.penstock.config.UpstreamUrl;
import io.penstock.exchange.MemoryPressure;
import io.penstock.metrics.Metrics;
import io.penstock.time.Ticker;
import org.jspecify.annotations.Nullable;

/** What saves calls to one upstream, for all its routes and event loops: shared calls, batches, page walks. Thread-safe. */
final class CallSaving implements BatchingVerticle.Part {

    private final String name;
    private final UpstreamConfig config;
    private final @Nullable UpstreamUrl url;
    private final FeaturesConfig features;
    private final Metrics metrics;
    private final MemoryPressure pressure;
    private final Ticker ticker;
    private final Savings savings = new Savings();
    private final @Nullable Coalescing sharedCalls;
    private final WalkBook walks;
    private final WalkFigures walkFigures = new WalkFigures();

    /**
     * What the settings switch on.
     *
     * @param url the upstream's URL; null where a credential tells it
     * @param pressure says when memory is short
     * @param held what the shared answers of all upstreams may keep in memory
     */
    CallSaving(
            String name,
            UpstreamConfig config,
            @Nullable UpstreamUrl url,
            FeaturesConfig features,
            Metrics metrics,
            MemoryPressure pressure,
            HeldBytes held,
            Ticker ticker) {
        this.name = name;
        this.config = config;
        this.url = url;
        this.features = features;
        this.metrics = metrics;
        this.pressure = pressure;
        this.ticker = ticker;
        this.sharedCalls = features.coalesces() && Sharing.used(config)
                ? new Coalescing(savings.coalescing(metrics.coalescing(name)), held)
                : null;
        this.walks = new WalkBook(ticker);
        if (walksPages()) {
            metrics.walks(name, walkFigures);
        }
    }

    /** How calls of a route share one; null where the route has nothing to do with it. */
    @Nullable
    Sharing sharing(@Nullable RouteConfig route) {
        return Sharing.of(sharedCalls, config, route);
    }

    /** How requests of a route go out as one; null where they do not. */
    @Nullable
    Combining combining(@Nullable RouteConfig route) {
        BatchConfig batch = route == null || !features.batches() ? null : route.batch();
        if (route == null || batch == null) {
            return null;
        }
        return new Combining(
                batch,
                route.match(),
                url == null ? "" : url.basePath(),
                savings.batching(metrics.batching(name, route.match())),
                pressure,
                ticker);
    }

    /** How collections of a route are walked; null where they are not. */
    @Nullable
    Walking walking(@Nullable RouteConfig route) {
        if (!walksPages()) {
            return null;
        }
        PagesConfig pages = route == null ? null : route.pages();
        PagePlan plan = pages == null ? PagePlan.byLinks(url) : new PagePlan(pages, url);
        return new Walking(plan, walks, walkFigures, pressure);
    }

    private boolean walksPages() {
        return features.resourceOptimization() && features.incrementalLoading();
    }

    @Override
    public BatchingFigures figures() {
        return new BatchingFigures(
                name,
                savings.coalescing(),
                savings.batching(),
                new BatchingFigures.Walks(
                        walkFigures.active(),
                        walkFigures.whole(),
                        walkFigures.broken(),
                        walkFigures.resumed(),
                        walkFigures.pages(),
                        walkFigures.items(),
                        walkFigures.bytes(),
                        walks.size()));
    }

    @Override
    public void tidy() {
        walks.tidy();
    }
}
