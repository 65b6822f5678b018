package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.penstock.app.Gateway;
import io.penstock.config.ConfigLoader;
import io.penstock.config.ConfigSources;
import io.penstock.config.PenstockConfig;
import io.penstock.metrics.Metrics;
import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawServer;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a gateway opens and starts is gone when it has stopped, though the Vert.x that it ran on goes on. */
class LeakIT {

    private static final int WARM_UP = 5;
    private static final int ROUNDS = 100;

    /** Descriptors that the JVM opens when it likes, for class files for example. */
    private static final long NOISE = 10;

    @Test
    void startAndStop_manyTimes_leavesNothing() throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setPreferNativeTransport(true));
        List<WeakReference<Object>> parts = new ArrayList<>();
        try (RawServer upstream = RawServer.answering(RawServer.ok("hello"))) {
            for (int i = 0; i < WARM_UP; i++) {
                startServeAndStop(vertx, upstream, parts);
            }
            Await.until("the upstream is left alone", () -> upstream.openConnections() == 0);
            long descriptors = openDescriptors();
            long threads = vertxThreads();

            for (int i = 0; i < ROUNDS; i++) {
                startServeAndStop(vertx, upstream, parts);
            }

            Await.until("the upstream is left alone", () -> upstream.openConnections() == 0);
            Await.until("the sockets are closed", () -> openDescriptors() <= descriptors + NOISE);
            assertThat(vertxThreads()).isLessThanOrEqualTo(threads);
            // A timer or a handler that is left would hold what it works for.
            Await.until("nothing holds what the gateways were made of", () -> {
                System.gc();
                return parts.stream().allMatch(part -> part.refersTo(null));
            });
        } finally {
            Await.get(vertx.close());
        }
    }

    private static void startServeAndStop(Vertx vertx, RawServer upstream, List<WeakReference<Object>> parts)
            throws Exception {
        PenstockConfig config = ConfigLoader.load(ConfigSources.none()
                        .withOptions(Map.of(
                                "server.port", "0", "server.eventLoops", "2", "upstreams.api.url", upstream.url())))
                .orThrow();
        parts.add(new WeakReference<>(config.server()));
        parts.add(new WeakReference<>(config.upstreams().get("api")));
        Gateway gateway = Await.get(Gateway.start(vertx, config, Metrics.none(), Map.of()));
        parts.add(new WeakReference<>(gateway));
        try (RawClient caller = RawClient.connect(gateway.port())) {
            assertThat(caller.send(RawClient.get("/api/x")).receive().status()).isEqualTo(200);
            Await.get(gateway.close());
        }
    }

    private static long vertxThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("vert"))
                .count();
    }

    private static long openDescriptors() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }
}
