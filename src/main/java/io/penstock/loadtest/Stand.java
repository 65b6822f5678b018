package io.penstock.loadtest;

import io.penstock.demo.DemoApi;
import io.penstock.loadtest.Run.GatewayFigures;
import io.penstock.loadtest.Run.UpstreamFigures;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is measured: a gateway, and with it, where the load test has started it, an upstream that nobody else calls. */
final class Stand implements AutoCloseable {

    /** The variant in which nothing is switched off. */
    static final String ALL_ON = "all on";

    private static final long START_SECONDS = 30;

    private final String variant;
    private final Target target;
    private final @Nullable Scenario scenario;
    private final @Nullable DemoApi upstream;
    private final @Nullable GatewayProcess gateway;
    private final Supplier<@Nullable String> authorization;

    private Stand(
            String variant,
            Target target,
            @Nullable Scenario scenario,
            @Nullable DemoApi upstream,
            @Nullable GatewayProcess gateway,
            Supplier<@Nullable String> authorization) {
        this.variant = variant;
        this.target = target;
        this.scenario = scenario;
        this.upstream = upstream;
        this.gateway = gateway;
        this.authorization = authorization;
    }

    /** A gateway that runs already; nothing is known of it but how it answers. */
    static Stand at(Target target) {
        return new Stand("gateway", target, null, null, null, () -> null);
    }

    /**
     * Starts the upstream and the gateway of a scenario. Blocks.
     *
     * @param off what is switched off; null for nothing
     * @param upstreams where the upstream runs; its closing closes the upstream
     * @param mainClass the program whose command {@code serve} is the gateway
     * @throws IOException where one of the two does not start
     */
    static Stand start(Scenario scenario, @Nullable Optimization off, Vertx upstreams, String mainClass)
            throws IOException, InterruptedException {
        DemoApi upstream = startUpstream(scenario, upstreams);
        Map<String, String> settings = new LinkedHashMap<>(scenario.settings(upstream.url()));
        settings.put("upstreams." + Scenario.UPSTREAM + ".url", upstream.url());
        GatewayProcess gateway = GatewayProcess.start(
                mainClass,
                scenario.configuration(),
                settings,
                off == null ? Map.of() : Map.of(off.variable(), "false"));
        return new Stand(
                off == null ? ALL_ON : without(off),
                Target.parse(gateway.url()).with(scenario),
                scenario,
                upstream,
                gateway,
                () -> scenario.authorization(upstream, off));
    }

    /** The variant in which that is switched off. */
    static String without(Optimization off) {
        return "no " + off.name();
    }

    /** Its name in reports. */
    String variant() {
        return variant;
    }

    /** What is called. */
    Target target() {
        return target;
    }

    /** What callers send as {@code Authorization} in a run that begins now; null for nothing. */
    @Nullable
    String authorization() {
        return authorization.get();
    }

    /** Has happen to the upstream what the scenario has happen in a run that begins now. */
    void begin(Duration duration) {
        if (upstream != null && scenario != null) {
            scenario.begin(upstream, duration);
        }
    }

    /** What the upstream saw since its start; null where it is not the load test's own. */
    @Nullable
    UpstreamFigures upstreamFigures() {
        if (upstream == null) {
            return null;
        }
        JsonObject stats = upstream.stats();
        long calls = stats.getJsonObject("requests").stream()
                .mapToLong(count -> ((Number) count.getValue()).longValue())
                .sum();
        JsonObject tokens = stats.getJsonObject("tokens");
        return new UpstreamFigures(
                calls,
                stats.getLong("connectionsOpened"),
                tokens.getLong("issued") + tokens.getLong("refreshed"),
                tokens.getLong("expired") + tokens.getLong("unknown"),
                tokens.getLong("missing"),
                stats.getLong("tooManyRequests"),
                stats.getLong("callsOverQuota"),
                stats.getLong("duplicates"));
    }

    /** What the gateway took since its start. */
    GatewayFigures gatewayFigures() {
        return gateway == null ? GatewayFigures.UNKNOWN : gateway.figures();
    }

    @Override
    public void close() {
        if (gateway != null) {
            gateway.close();
        }
    }

    private static DemoApi startUpstream(Scenario scenario, Vertx vertx) throws IOException {
        try {
            return DemoApi.start(vertx, scenario.upstream()).await(START_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IOException("the upstream has not started after " + START_SECONDS + " s", e);
        }
    }
}
