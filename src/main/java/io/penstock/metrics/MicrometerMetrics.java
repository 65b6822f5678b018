package io.penstock.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * Keeps metrics in a Micrometer registry, under the names of OpenTelemetry's semantic conventions where there are any
 * and under {@code penstock.} where there are none. Labels take configured names, methods, status classes and problem
 * slugs, never anything that a caller sent, so that the number of series is bounded by the configuration.
 * A {@link Namespace} on the registry lets the others begin with another word.
 */
public final class MicrometerMetrics implements Metrics {

    private final MeterRegistry registry;
    private final Map<String, MicrometerRoute> routes = new ConcurrentHashMap<>();
    private final Map<String, PoolMeters> pools = new ConcurrentHashMap<>();
    private final Map<String, MicrometerToken> credentials = new ConcurrentHashMap<>();
    private final Map<String, MicrometerLimit> limits = new ConcurrentHashMap<>();
    private final Map<String, MicrometerBreaker> breakers = new ConcurrentHashMap<>();
    private final Map<String, MicrometerCoalescing> coalescing = new ConcurrentHashMap<>();
    private final Map<String, MicrometerCompression> compressions = new ConcurrentHashMap<>();
    private final List<InboundGauges> inbound = new CopyOnWriteArrayList<>();

    /** Metrics kept in {@code registry}, which stays the caller's to close. */
    public MicrometerMetrics(MeterRegistry registry) {
        this.registry = registry;
        gauge("http.server.open_connections", Tags.empty(), inbound, InboundGauges::connections)
                .description("Connections that callers hold open.")
                .register(registry);
    }

    @Override
    public RouteRecorder route(String upstream, String pattern) {
        return routes.computeIfAbsent(
                upstream + '\n' + pattern, key -> new MicrometerRoute(registry, upstream, pattern));
    }

    @Override
    public PoolRecorder pool(String upstream, PoolGauges gauges) {
        PoolMeters pool = pools.computeIfAbsent(upstream, this::registerPool);
        pool.parts.add(gauges);
        return pool.recorder;
    }

    @Override
    public TokenRecorder credential(String credential, DoubleSupplier secondsToExpiry) {
        return credentials.computeIfAbsent(
                credential, name -> new MicrometerToken(registry, Tags.of("credential", name), secondsToExpiry));
    }

    @Override
    public CoalescingRecorder coalescing(String upstream) {
        return coalescing.computeIfAbsent(
                upstream, name -> new MicrometerCoalescing(registry, Tags.of("upstream", name)));
    }

    @Override
    public BatchingRecorder batching(String upstream, String pattern) {
        return new MicrometerBatching(registry, Tags.of("upstream", upstream, "route", pattern));
    }

    @Override
    public RetryRecorder retry(String upstream, String pattern) {
        return new MicrometerRetry(registry, upstream, pattern);
    }

    @Override
    public LimitRecorder limits(String upstream) {
        return limits.computeIfAbsent(upstream, name -> new MicrometerLimit(registry, Tags.of("upstream", name)));
    }

    @Override
    public BreakerRecorder breaker(String upstream, List<String> states, Supplier<String> current) {
        return breakers.computeIfAbsent(
                upstream, name -> new MicrometerBreaker(registry, Tags.of("upstream", name), states, current));
    }

    @Override
    public MemoryRecorder memory(List<String> levels, MemoryGauges gauges) {
        return new MicrometerMemory(registry, levels, gauges);
    }

    @Override
    public CompressionRecorder compression(String upstream) {
        return compressions.computeIfAbsent(
                upstream, name -> new MicrometerCompression(registry, Tags.of("upstream", name)));
    }

    @Override
    public void queue(String upstream, QueueGauges gauges) {
        Tags tags = Tags.of("upstream", upstream);
        queueGauge("active", "Requests in progress.", tags, gauges::active).register(registry);
        queueGauge("queued", "Calls that wait for a connection, a place or a permit.", tags, gauges::queued)
                .register(registry);
        queueGauge("oldest", "How long the longest wait has lasted so far.", tags, gauges::oldestSeconds)
                .baseUnit("seconds")
                .register(registry);
    }

    private static Gauge.Builder<?> queueGauge(String name, String description, Tags tags, Supplier<Number> figure) {
        return Gauge.builder("penstock.queue." + name, figure)
                .description(description)
                .tags(tags);
    }

    @Override
    public void walks(String upstream, WalkGauges figures) {
        MicrometerWalks.register(registry, Tags.of("upstream", upstream), figures);
    }

    @Override
    public void inbound(InboundGauges gauges) {
        inbound.add(gauges);
    }

    private PoolMeters registerPool(String upstream) {
        Tags tags = Tags.of("upstream", upstream);
        PoolMeters pool = new PoolMeters(new CopyOnWriteArrayList<>(), new MicrometerPool(registry, tags));
        openConnections(tags.and("http.connection.state", "active"), pool, PoolGauges::active);
        openConnections(tags.and("http.connection.state", "idle"), pool, PoolGauges::idle);
        poolGauge("waiting", "Calls that wait for a lease.", tags, pool, PoolGauges::waiting);
        poolGauge("dialing", "Connections that are being opened.", tags, pool, PoolGauges::dialing);
        poolGauge("size", "How many connections the pool may hold.", tags, pool, PoolGauges::size);
        poolGauge("streams", "Endless streams that are open.", tags, pool, PoolGauges::streams);
        return pool;
    }

    private void openConnections(Tags tags, PoolMeters pool, ToIntFunction<PoolGauges> figure) {
        gauge("http.client.open_connections", tags, pool.parts, figure)
                .description("Open connections to the upstream.")
                .register(registry);
    }

    private void poolGauge(
            String name, String description, Tags tags, PoolMeters pool, ToIntFunction<PoolGauges> figure) {
        gauge("penstock.pool." + name, tags, pool.parts, figure)
                .description(description)
                .register(registry);
    }

    private static <T> Gauge.Builder<?> gauge(String name, Tags tags, List<T> parts, ToIntFunction<T> figure) {
        return Gauge.builder(name, () -> parts.stream().mapToInt(figure).sum()).tags(tags);
    }

    private record PoolMeters(List<PoolGauges> parts, MicrometerPool recorder) {}
}
