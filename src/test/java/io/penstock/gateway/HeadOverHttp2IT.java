package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.app.Gateway;
import io.penstock.config.ConfigLoader;
import io.penstock.config.ConfigSources;
import io.penstock.config.PenstockConfig;
import io.penstock.demo.DemoApi;
import io.penstock.demo.DemoOptions;
import io.penstock.metrics.Metrics;
import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** The demo API, as other servers do, sends a body with its answer to HEAD where HTTP/2 is spoken. */
class HeadOverHttp2IT {

    @Test
    void answer_thatBearsABody_isDeliveredWithoutIt() throws Exception {
        Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
        Vertx vertx = Vertx.vertx().exceptionHandler(uncaught::add);
        try {
            DemoApi demo = Await.get(DemoApi.start(vertx, DemoOptions.defaults()));
            PenstockConfig config = ConfigLoader.load(ConfigSources.none()
                            .withOptions(Map.of(
                                    "server.port", "0",
                                    "upstreams.api.url", demo.url(),
                                    "upstreams.api.protocol", "http2")))
                    .orThrow();
            Gateway gateway = Await.get(Gateway.start(vertx, config, Metrics.none(), Map.of()));
            try (RawClient client = RawClient.connect(gateway.port())) {
                client.send("HEAD /api/items/1 HTTP/1.1\r\nHost: test\r\n\r\n");
                assertThat(client.receiveAny(true).status()).isEqualTo(200);
                client.send(RawClient.get("/api/items/1"));
                assertThat(client.receive().text()).contains("\"id\":1");
            }
            Await.get(gateway.close());
        } finally {
            Await.get(vertx.close());
        }
        assertThat(uncaught).isEmpty();
    }
}
