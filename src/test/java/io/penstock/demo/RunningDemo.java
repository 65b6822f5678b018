package io.penstock.demo;

import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawResponse;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A demo API with 100 items for a test class; faults and counters are reset after each test. */
final class RunningDemo implements AfterEachCallback, AfterAllCallback {

    private final Vertx vertx = Vertx.vertx();
    private final DemoApi api =
            Await.get(DemoApi.start(vertx, DemoOptions.defaults().withItemCount(100)));

    @Override
    public void afterEach(ExtensionContext context) {
        api.clearFaults();
        api.resetStats();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Await.get(vertx.close());
    }

    DemoApi api() {
        return api;
    }

    Vertx vertx() {
        return vertx;
    }

    RawClient connect() throws IOException {
        return RawClient.connect(api.port());
    }

    RawResponse get(String target) throws IOException {
        return RawClient.exchange(api.port(), RawClient.get(target));
    }

    RawResponse head(String target) throws IOException {
        try (RawClient client = connect()) {
            return client.send("HEAD " + target + " HTTP/1.1\r\nHost: test\r\n\r\n")
                    .receiveAny(true);
        }
    }

    RawResponse post(String target, JsonObject body) throws IOException {
        return RawClient.exchange(api.port(), RawClient.json("POST", target, body.encode()));
    }

    /** How many requests of the endpoint were counted, such as {@code GET /items/{id}}. */
    long requests(String endpoint) {
        return api.stats().getJsonObject("requests").getLong(endpoint);
    }
}
