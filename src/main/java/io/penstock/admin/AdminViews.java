package io.penstock.admin;

import io.penstock.memory.MemoryStatus;
import io.penstock.resilience.breaker.UpstreamBreaker;
import io.penstock.resilience.limit.UpstreamLimits;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the management port shows, asked for anew by each request. All but {@code scrape} are asked on the management
 * port's event loop and must answer at once; each returns an object of the request's own, without secrets.
 *
 * @param notReady why Penstock itself cannot serve, such as {@code starting} or {@code shutting down}; null where it can
 * @param upstreams one object for each upstream, with its {@code name}
 * @param credentials the credentials, and what can be done with them
 * @param limits an upstream's limits, to be acted on; null where there is no such upstream
 * @param upstream one of them in full, with its settings; null where there is none of that name
 * @param breakers an upstream's circuit breaker, to be acted on; null where there is none
 * @param memory how the memory of the process is; null where it is not watched
 * @param config the running settings, secrets masked
 * @param scrape the metrics in the format of a content type, either Prometheus's text or OpenMetrics; asked on a worker
 *     thread
 */
public record AdminViews(
        Supplier<@Nullable String> notReady,
        Supplier<JsonArray> upstreams,
        CredentialControl credentials,
        Function<String, @Nullable UpstreamLimits> limits,
        Function<String, @Nullable JsonObject> upstream,
        Function<String, @Nullable UpstreamBreaker> breakers,
        Supplier<@Nullable MemoryStatus> memory,
        Supplier<JsonObject> config,
        UnaryOperator<String> scrape) {}
