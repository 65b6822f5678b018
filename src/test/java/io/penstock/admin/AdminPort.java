package io.penstock.admin;

import io.penstock.config.AdminConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A management port on a free port of the loopback address, and a client of it. */
final class AdminPort implements AutoCloseable {

    static final String KEY = "sixteen-letters!";

    final AtomicReference<@Nullable String> notReady = new AtomicReference<>();
    final AtomicReference<Supplier<JsonObject>> config =
            new AtomicReference<>(() -> new JsonObject().put("environment", "production"));
    private final Vertx vertx = Vertx.vertx();
    private final WebClient client = WebClient.create(vertx);
    private final AdminVerticle verticle;

    private AdminPort(@Nullable String key, AdminVerticle.Limits limits) {
        AdminViews views = new AdminViews(
                notReady::get,
                () -> new JsonArray()
                        .add(new JsonObject().put("name", "crm").put("idle", 2))
                        .add(new JsonObject().put("name", "mail").put("idle", 0)),
                () -> Objects.requireNonNull(config.get()).get(),
                contentType -> "scraped as " + contentType + " on "
                        + Thread.currentThread().getName());
        verticle = new AdminVerticle(new AdminConfig(true, "127.0.0.1", 0, key), views, new LogLevels(), limits);
        await(vertx.deployVerticle(verticle));
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

    Vertx vertx() {
        return vertx;
    }

    int port() {
        return verticle.port();
    }

    HttpRequest<Buffer> request(HttpMethod method, String path) {
        return client.request(method, port(), "127.0.0.1", path);
    }

    HttpResponse<Buffer> get(String path) {
        return await(request(HttpMethod.GET, path).send());
    }

    HttpResponse<Buffer> put(String path, Object body) {
        return await(request(HttpMethod.PUT, path)
                .putHeader("Content-Type", "application/json")
                .sendBuffer(Buffer.buffer(body.toString())));
    }

    static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
