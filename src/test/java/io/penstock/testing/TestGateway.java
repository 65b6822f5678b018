package io.penstock.testing;

import io.penstock.app.Gateway;
import io.penstock.config.ConfigLoader;
import io.penstock.config.ConfigSources;
import io.penstock.config.PenstockConfig;
import io.penstock.metrics.Metrics;
import io.penstock.pool.PoolStatus;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A real gateway on a free port, in front of an upstream of the test's, with settings by name. */
public final class TestGateway implements AutoCloseable {

    private final Vertx vertx;
    private final Gateway gateway;

    private TestGateway(Vertx vertx, Gateway gateway) {
        this.vertx = vertx;
        this.gateway = gateway;
    }

    /**
     * Starts a gateway with one upstream, {@code api}, that sends nothing again by policy unless the settings say so: most
     * tests look at a single attempt.
     *
     * @param settings further settings by path and value in turn; those that begin with a dot are the upstream's own
     */
    public static TestGateway to(String url, String... settings) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("server.port", "0");
        options.put("server.eventLoops", "1");
        options.put("upstreams.api.url", url);
        // Equal calls do not share an answer, unless the settings have it so.
        options.put("features.coalescing", "false");
        options.put("upstreams.api.retry.enabled", "false");
        for (int i = 0; i < settings.length; i += 2) {
            String name = settings[i].startsWith(".") ? "upstreams.api" + settings[i] : settings[i];
            options.put(name, settings[i + 1]);
        }
        return start(ConfigSources.none().withOptions(options), Metrics.none());
    }

    /** Starts a gateway as a configuration file says, on a free port and one event loop. */
    public static TestGateway configured(String yaml) throws IOException {
        return configured(yaml, Metrics.none());
    }

    /** The same, with metrics. */
    public static TestGateway configured(String yaml, Metrics metrics) throws IOException {
        return configured(yaml, metrics, 1);
    }

    /** The same on several event loops. */
    public static TestGateway configured(String yaml, Metrics metrics, int loops) throws IOException {
        return configured(yaml, metrics, loops, Map.of());
    }

    /** The same with environment variables. */
    public static TestGateway configured(String yaml, Metrics metrics, int loops, Map<String, String> environment)
            throws IOException {
        Path file = Files.createTempFile("penstock", ".yaml");
        try {
            Files.writeString(file, yaml);
            return start(
                    ConfigSources.none()
                            .withFile(file)
                            .withEnvironment(environment)
                            .withOptions(Map.of("server.port", "0", "server.eventLoops", Integer.toString(loops))),
                    metrics);
        } finally {
            Files.delete(file);
        }
    }

    private static TestGateway start(ConfigSources sources, Metrics metrics) {
        PenstockConfig config = ConfigLoader.load(sources).orThrow();
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(config.server().eventLoops())
                .setPreferNativeTransport(true));
        return new TestGateway(vertx, Await.get(Gateway.start(vertx, config, metrics, Map.of())));
    }

    /** The port that callers use. */
    public int port() {
        return gateway.port();
    }

    /** A connection of a caller. */
    public RawClient connect() throws IOException {
        return RawClient.connect(port());
    }

    /** The state of the upstream's pool. */
    public PoolStatus pool() {
        return gateway.pools().get(0);
    }

    /** The gateway itself. */
    public Gateway gateway() {
        return gateway;
    }

    /** The Vert.x that it runs on. */
    public Vertx vertx() {
        return vertx;
    }

    @Override
    public void close() {
        Await.get(gateway.close());
        Await.get(vertx.close());
    }
}
