package io.penstock.app;

import io.penstock.admin.BreakerView;
import io.penstock.admin.LimiterView;
import io.penstock.pool.PoolStatus;
import io.penstock.pool.QueueStatus;
import io.penstock.resilience.breaker.UpstreamBreaker;
import io.penstock.resilience.limit.UpstreamLimits;
import io.penstock.resilience.retry.RetryBudgetStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** The upstreams as the management port shows them, each time anew. Thread-safe. */
final class UpstreamViews {

    private final Gateway gateway;
    private final JsonObject settings;

    /** Shows the upstreams of a gateway; {@code config} is the running configuration as it may be shown. */
    UpstreamViews(Gateway gateway, JsonObject config) {
        this.gateway = gateway;
        this.settings = config.getJsonObject("upstreams", new JsonObject());
    }

    /** All of them in short. */
    JsonArray all() {
        JsonArray all = new JsonArray();
        gateway.pools().forEach(pool -> all.add(brief(pool)));
        return all;
    }

    /** One in full: what it does and what is set; null where there is none of that name. */
    @Nullable
    JsonObject one(String name) {
        for (PoolStatus pool : gateway.pools()) {
            if (pool.upstream().equals(name)) {
                JsonObject view = brief(pool);
                UpstreamBreaker breaker = gateway.breaker(name);
                if (breaker != null) {
                    view.put("breaker", BreakerView.of(breaker.status()));
                }
                RetryBudgetStatus budget = gateway.retryBudget(name);
                if (budget != null) {
                    view.put(
                            "retryBudget",
                            new JsonObject().put("limit", budget.limit()).put("used", budget.used()));
                }
                return view.put("settings", settings.getJsonObject(name).copy());
            }
        }
        return null;
    }

    private JsonObject brief(PoolStatus pool) {
        UpstreamBreaker breaker = gateway.breaker(pool.upstream());
        JsonObject view = new JsonObject()
                .put("name", pool.upstream())
                .put("url", pool.url())
                .put("state", pool.state())
                .put(
                        "pool",
                        new JsonObject()
                                .put("size", pool.size())
                                .put("open", pool.open())
                                .put("active", pool.active())
                                .put("idle", pool.idle())
                                .put("dialing", pool.dialing())
                                .put("waiting", pool.waiting())
                                .put("streams", pool.streams()))
                .put("queue", queue(gateway.queue(pool.upstream())))
                .put("limiter", limiter(gateway.limits(pool.upstream())))
                .put("lastFailure", pool.lastFailure());
        return breaker == null
                ? view
                : view.put(
                        "breaker", new JsonObject().put("state", breaker.state().label()));
    }

    private static JsonObject queue(@Nullable QueueStatus status) {
        JsonObject queue = new JsonObject();
        if (status != null) {
            queue.put("active", status.active()).put("queued", status.queued());
            queue.put("maxConcurrent", status.maxActive() < 0 ? null : status.maxActive());
            queue.put("oldestMs", status.oldestMillis() < 0 ? null : status.oldestMillis());
        }
        return queue;
    }

    private static JsonObject limiter(@Nullable UpstreamLimits limits) {
        return limits == null ? new JsonObject() : LimiterView.of(limits.status());
    }
}
