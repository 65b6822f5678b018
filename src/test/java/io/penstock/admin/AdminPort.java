package io.penstock.admin;

import io.penstock.config.AdminConfig;
import io.penstock.config.BreakerConfig;
import io.penstock.metrics.Metrics;
import io.penstock.resilience.breaker.UpstreamBreaker;
import io.penstock.testing.Await;
import io.penstock.time.Ticker;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A management port on a free port of the loopback address, and a client of it. */
final class AdminPort implements AutoCloseable {

    static final String KEY = "sixteen-letters!";

    volatile @Nullable String notReady;
    volatile Supplier<JsonObject> config = () -> new JsonObject().put("environment", "production");
    final UpstreamBreaker breaker =
            new UpstreamBreaker("crm", BreakerConfig.defaults(), Ticker.system(), new Random(), Metrics.none());
    private final Vertx vertx = Vertx.vertx();
    private final WebClient client = WebClient.create(vertx);
    private final AdminVerticle verticle;

    private AdminPort(@Nullable String key, AdminVerticle.Limits limits) {
        AdminViews views = new AdminViews(
                () -> notReady,
                () -> new JsonArray()
                        .add(new JsonObject().put("name", "crm").put("idle", 2))
                        .add(new JsonObject().put("name", "mail").put("idle", 0)),
                name -> name.equals("crm") || name.equals("mail")
                        ? new JsonObject().put("name", name).put("idle", name.equals("crm") ? 2 : 0)
                        : null,
                name -> name.equals("crm") ? breaker : null,
                () -> config.get(),
                contentType -> "scraped as " + contentType + " on "
                        + Thread.currentThread().getName());
        verticle = new AdminVerticle(new AdminConfig(true, "127.0.0.1", 0, key), views, new LogLevels(), limits);
        Await.get(vertx.deployVerticle(verticle));
    }

    static AdminPort open() {
        return new AdminPort(null, AdminVerticle.Limits.DEFAULT);
    }

    static AdminPort withKey() {
        return new AdminPort(KEY, AdminVerticle.Limits.DEFAULT);
    }

    static AdminPort within(AdminVerticle.Limits limits) {
        return new AdminPort(null, limits);
    }

    int port() {
        return verticle.port();
    }

    HttpRequest<Buffer> request(HttpMethod method, String path) {
        return client.request(method, port(), "127.0.0.1", path);
    }

    HttpResponse<Buffer> get(String path) {
        return Await.get(request(HttpMethod.GET, path).send());
    }

    HttpResponse<Buffer> put(String path, String body) {
        return Await.get(request(HttpMethod.PUT, path)
                .putHeader("Content-Type", "application/json")
                .sendBuffer(Buffer.buffer(body)));
    }

    HttpResponse<Buffer> post(String path) {
        return Await.get(request(HttpMethod.POST, path).send());
    }

    @Override
    public void close() {
        Await.get(vertx.close());
    }
}
