package io.penstock.admin;

import io.penstock.config.AdminConfig;
import io.penstock.config.BreakerConfig;
import io.penstock.config.UpstreamConfig;
import io.penstock.memory.MemoryStatus;
import io.penstock.metrics.Metrics;
import io.penstock.resilience.breaker.UpstreamBreaker;
import io.penstock.resilience.limit.UpstreamLimits;
import io.penstock.testing.Await;
import io.penstock.time.Ticker;
import io.penstock.token.CredentialState;
import io.penstock.token.CredentialStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A management port on a free port of the loopback address, and a client of it. */
final class AdminPort implements AutoCloseable {

    static final String KEY = "sixteen-letters!";

    volatile @Nullable String notReady;
    volatile List<CredentialStatus> credentials = List.of(
            new CredentialStatus(
                    "crm", "client_credentials", CredentialState.VALID, false, 3_000L, 600L, 2_400L, 0, null, 1_500L),
            new CredentialStatus("mail", "bearer", CredentialState.VALID, false, null, null, null, 0, null, null));
    volatile Supplier<Future<Void>> refresh = Future::succeededFuture;
    volatile Supplier<Future<Void>> revoke = Future::succeededFuture;
    volatile Supplier<JsonObject> config = () -> new JsonObject().put("environment", "production");
    final UpstreamLimits crmLimits = new UpstreamLimits(
            "crm", UpstreamConfig.to("http://crm.test"), true, Metrics.none(), Ticker.system(), InstantSource.system());
    final UpstreamBreaker breaker =
            new UpstreamBreaker("crm", BreakerConfig.defaults(), Ticker.system(), new Random(), Metrics.none());
    volatile @Nullable MemoryStatus memory;
    private final Vertx vertx = Vertx.vertx();
    private final WebClient client = WebClient.create(vertx);
    private final AdminVerticle verticle;

    private AdminPort(@Nullable String key, AdminVerticle.Limits limits) {
        AdminViews views = new AdminViews(
                () -> notReady,
                () -> new JsonArray()
                        .add(new JsonObject().put("name", "crm").put("idle", 2))
                        .add(new JsonObject().put("name", "mail").put("idle", 0)),
                new CredentialControl(
                        () -> credentials, name -> act(name, refresh.get()), name -> act(name, revoke.get())),
                name -> name.equals("crm") ? crmLimits : null,
                name -> name.equals("crm") || name.equals("mail")
                        ? new JsonObject().put("name", name).put("idle", name.equals("crm") ? 2 : 0)
                        : null,
                name -> name.equals("crm") ? breaker : null,
                () -> memory,
                () -> config.get(),
                contentType -> "scraped as " + contentType + " on "
                        + Thread.currentThread().getName());
        verticle = new AdminVerticle(new AdminConfig(true, "127.0.0.1", 0, key), views, new LogLevels(), limits);
        Await.get(vertx.deployVerticle(verticle));
    }

    private static Future<Void> act(String credential, Future<Void> end) {
        if (!credential.equals("crm")) {
            throw new IllegalArgumentException(credential + "; expected crm");
        }
        return end;
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

    HttpResponse<Buffer> post(String path) {
        return Await.get(request(HttpMethod.POST, path).send());
    }

    HttpResponse<Buffer> put(String path, String body) {
        return Await.get(request(HttpMethod.PUT, path)
                .putHeader("Content-Type", "application/json")
                .sendBuffer(Buffer.buffer(body)));
    }

    @Override
    public void close() {
        Await.get(vertx.close());
    }
}
