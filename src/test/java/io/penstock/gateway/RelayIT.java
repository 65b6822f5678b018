package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.demo.DemoApi;
import io.penstock.demo.DemoOptions;
import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawResponse;
import io.penstock.testing.TestGateway;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What callers get of an upstream that behaves, through a real gateway over real sockets. */
class RelayIT {

    private static Vertx vertx;
    private static DemoApi demo;
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        demo = Await.get(DemoApi.start(vertx, DemoOptions.defaults().withPort(0)));
        gateway = TestGateway.to(demo.url());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        Await.get(demo.close());
        Await.get(vertx.close());
    }

    @Test
    void get_ofAnItem_passesStatusFieldsAndBody() throws Exception {
        RawResponse direct = RawClient.exchange(demo.port(), RawClient.get("/items/7"));
        RawResponse through = RawClient.exchange(gateway.port(), RawClient.get("/api/items/7"));

        assertThat(through.status()).isEqualTo(200);
        assertThat(through.text()).isEqualTo(direct.text());
        assertThat(through.field("content-type")).isEqualTo(direct.field("content-type"));
        assertThat(through.field("via")).isEqualTo("1.1 penstock");
    }

    @Test
    void post_withABody_comesBackWhole() throws Exception {
        RawResponse echoed = RawClient.exchange(gateway.port(), RawClient.json("POST", "/api/echo", "{\"a\":1}"));

        assertThat(echoed.status()).isEqualTo(200);
        assertThat(echoed.text()).isEqualTo("{\"a\":1}");
    }
}
