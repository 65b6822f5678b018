package io.penstock.compression;

import io.penstock.config.CompressionConfig;
import io.penstock.config.CompressionConfig.Coding;
import io.penstock.config.FeaturesConfig;
import io.penstock.config.RouteConfig;
import io.penstock.metrics.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compresses the answers of a gateway. What it gives is thread-safe; it is used itself while the gateway is wired. */
public final class Compressor {

    private final CompressionConfig config;
    private final boolean on;
    private final Metrics metrics;
    private final Places places;
    private final Set<Coding> wanted = EnumSet.noneOf(Coding.class);

    /** One that compresses nothing where the features say so. */
    public Compressor(CompressionConfig config, FeaturesConfig features, Metrics metrics) {
        this.config = config;
        this.on = features.resourceOptimization() && features.compression();
        this.metrics = metrics;
        this.places = new Places(config.maxAtOnce());
    }

    /**
     * How the answers of a route are compressed; null where none is.
     *
     * @param route the route's own settings; null for what no route matches
     */
    public @Nullable Compression compression(String upstream, @Nullable RouteConfig route) {
        CompressionConfig settings = route == null ? config : config.with(route.compression());
        if (!on || !settings.enabled() || settings.offered().isEmpty()) {
            return null;
        }
        wanted.addAll(settings.offered());
        return new Compression(settings, places, metrics.compression(upstream));
    }

    /**
     * Loads the native libraries that are wanted, beside the start of the gateway, which does not wait for them: they are
     * offered from then on. Completes with no failure, whether they are there or not.
     */
    public Future<Void> prepare(Vertx vertx) {
        List<Coding> codings = List.copyOf(wanted);
        if (Libraries.loaded(codings)) {
            return Future.succeededFuture();
        }
        return vertx.executeBlocking(() -> {
            Libraries.load(codings);
            return null;
        });
    }
}
