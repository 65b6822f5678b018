package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ConfigLoader;
import io.penstock.config.ConfigSources;
import io.penstock.config.PenstockConfig;
import io.penstock.config.UpstreamConfig;
import io.penstock.gateway.GatewayVerticle;
import io.penstock.gateway.inbound.ConnectionLimit;
import io.penstock.metrics.Metrics;
import io.penstock.pool.ConnectionEvents;
import io.penstock.pool.ConnectionVerticle;
import io.penstock.pool.UpstreamPool;
import io.penstock.pool.UpstreamTarget;
import io.penstock.testing.Await;
import io.penstock.testing.RawServer;
import io.penstock.time.Ticker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventLoopTest {

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        Await.get(vertx.close());
    }

    @Test
    void start_withoutAPortToListenOn_leavesNothingRunning() throws IOException {
        try (RawServer upstream = RawServer.silent();
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            EventLoop loop = loop(upstream.url(), taken.getLocalPort());

            Await.failure(vertx.deployVerticle(loop));

            EventLoop.Parts parts = loop.parts();
            assertThat(armed(parts)).as("deadlines").isZero();
        }
    }

    private EventLoop loop(String url, int port) {
        PenstockConfig config = ConfigLoader.load(ConfigSources.none()
                        .withOptions(Map.of("upstreams.api.url", url, "upstreams.api.pool.minIdle", "1")))
                .orThrow();
        UpstreamConfig upstream = Objects.requireNonNull(config.upstreams().get("api"));
        UpstreamPool pool = new UpstreamPool(
                "api", upstream, true, Metrics.none(), new ConnectionEvents(vertx.eventBus()), new Random(), () -> 0);
        ConnectionVerticle.Member member = new ConnectionVerticle.Member(
                pool,
                new UpstreamTarget(upstream, true, Map.of()),
                elsewhere -> new UpstreamTarget(upstream, elsewhere, true, Map.of()));
        return new EventLoop(
                vertx,
                Ticker.system(),
                wheel -> new ConnectionVerticle(List.of(member), wheel, 0, 1),
                (wheel, pools) -> new GatewayVerticle(
                        config.server(),
                        port,
                        List.of(),
                        pools::transport,
                        name -> {
                            throw new IllegalArgumentException(name);
                        },
                        wheel,
                        new ConnectionLimit(1)));
    }

    private static int armed(EventLoop.Parts parts) {
        return Await.get(Future.future(promise -> parts.context()
                .runOnContext(now -> promise.complete(parts.wheel().armed()))));
    }
}
