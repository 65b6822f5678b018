package io.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.penstock.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.micrometer.MicrometerMetricsFactory;
import org.junit.jupiter.api.Test;

class VertxMetersTest {

    @Test
    void options_httpTraffic_isLeftToOurOwnMeters() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Vertx vertx = vertx(registry);
        try {
            Await.get(exchange(vertx));
            Await.get(vertx.executeBlocking(() -> "done"));

            assertThat(registry.scrape())
                    .doesNotContain("vertx_http_", "vertx_net_")
                    .contains("vertx_eventbus_handlers 1.0")
                    .contains("vertx_pool_in_use{", "netty_eventexecutor_tasks_pending{");
        } finally {
            Await.get(vertx.close());
        }
    }

    @Test
    void options_ofTwoInstances_keepToTheirOwnRegistries() {
        PrometheusMeterRegistry first = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        PrometheusMeterRegistry second = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Vertx other = vertx(first);
        Vertx vertx = vertx(second);
        try {
            Await.get(vertx.eventBus()
                    .consumer("greetings")
                    .handler(message -> {})
                    .completion());

            assertThat(second.scrape()).contains("vertx_eventbus_handlers 1.0");
            assertThat(first.scrape()).doesNotContain("vertx_eventbus_handlers 1.0");
        } finally {
            Await.get(vertx.close());
            Await.get(other.close());
        }
    }

    private static Vertx vertx(PrometheusMeterRegistry registry) {
        return Vertx.builder()
                .with(new VertxOptions().setMetricsOptions(VertxMeters.options()))
                .withMetrics(new MicrometerMetricsFactory(registry))
                .build();
    }

    private static Future<?> exchange(Vertx vertx) {
        vertx.eventBus().consumer("greetings", message -> message.reply("hello"));
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> request.response().end("hello"));
        HttpClient client = vertx.createHttpClient();
        return server.listen(0, "127.0.0.1")
                .compose(listening -> client.request(HttpMethod.GET, listening.actualPort(), "127.0.0.1", "/"))
                .compose(request -> request.send().compose(HttpClientResponse::body))
                .compose(body -> vertx.eventBus().request("greetings", "hello"));
    }
}
