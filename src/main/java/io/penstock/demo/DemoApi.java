package io.penstock.demo;

import io.penstock.time.Ticker;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A running demo API: HTTP/1.1 and, with prior knowledge or by ALPN, HTTP/2 on one port. {@code GET /} lists what it
 * offers. Thread-safe.
 */
public final class DemoApi {

    /** The client that its authorization server knows by a secret. */
    public static final String CLIENT_ID = "demo";

    /** That client's secret: of no value, it only has to look like one, and to need the encoding that it is sent in. */
    public static final String CLIENT_SECRET = "demo:secret+1";

    // Instances share a port that is yet unknown under a negative number, which must be theirs alone.
    private static final AtomicInteger SHARED_PORTS = new AtomicInteger(-20_000);

    private final Vertx vertx;
    private final DemoOptions options;
    private final Outage outage;
    private final Grants grants;
    private final Stats stats;
    private final FaultInjector faults;
    private final String deployment;
    private final int port;

    private DemoApi(
            Vertx vertx,
            DemoOptions options,
            Outage outage,
            Grants grants,
            Stats stats,
            FaultInjector faults,
            String deployment) {
        this.vertx = vertx;
        this.options = options;
        this.outage = outage;
        this.grants = grants;
        this.stats = stats;
        this.faults = faults;
        this.deployment = deployment;
        this.port = outage.port();
    }

    /** Starts a demo API. Fails where it cannot listen on the host and port. */
    public static Future<DemoApi> start(Vertx vertx, DemoOptions options) {
        OrderBook orders = new OrderBook();
        Grants grants = new Grants(Ticker.system());
        Quotas quotas = new Quotas(Ticker.system());
        Stats stats = new Stats(orders, grants, quotas);
        Outage outage = new Outage(vertx);
        FaultInjector faults = new FaultInjector(outage);
        List<Part> parts = List.of(
                new ItemsPart(options.itemCount()),
                new CollectionsPart(),
                new RecordsPart(),
                new BytesPart(),
                new TimingPart(),
                new StatusPart(),
                new FlakyPart(),
                new EventsPart(),
                new EchoPart(),
                new ShapesPart(),
                new OrdersPart(orders),
                new OauthPart(grants),
                new SecurePart(grants),
                new LimitedPart(quotas, InstantSource.system()),
                new StatsPart(stats),
                new FaultsPart(faults));
        int firstPort = options.port() == 0 ? SHARED_PORTS.getAndDecrement() : options.port();
        return vertx.deployVerticle(
                        () -> {
                            DemoServer server = new DemoServer(options, firstPort, parts, stats, faults);
                            outage.covers(server);
                            return server;
                        },
                        new DeploymentOptions().setInstances(options.instances()))
                .map(deployment -> new DemoApi(vertx, options, outage, grants, stats, faults, deployment));
    }

    /** The port that it listens on. */
    public int port() {
        return port;
    }

    /** Its address without a slash at the end, such as {@code http://127.0.0.1:43817}. */
    public String url() {
        String scheme = options.certificate() == null ? "http" : "https";
        String host = options.host().indexOf(':') < 0 ? options.host() : "[" + options.host() + "]";
        return scheme + "://" + host + ":" + port;
    }

    /** Issues an access token, as {@code POST /oauth/token} does for the grant client_credentials. */
    public String issueToken(Duration life) {
        return grants.issue(false, life.toMillis()).accessToken();
    }

    /** What {@code GET /stats} answers. */
    public JsonObject stats() {
        return stats.toJson();
    }

    /** Resets the counters, as {@code DELETE /stats} does. */
    public void resetStats() {
        stats.reset();
    }

    /** Injects a fault given as to {@code POST /faults}; throws where it cannot be understood. */
    public void inject(JsonObject fault) {
        faults.inject(Fault.parse(fault));
    }

    /** Ends all faults but an outage, as {@code DELETE /faults} does. */
    public void clearFaults() {
        faults.clear();
    }

    /** Closes it with all its connections. */
    public Future<Void> close() {
        outage.close();
        return vertx.undeploy(deployment);
    }
}
