package io.penstock.pool;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.penstock.config.ConfigLoader;
import io.penstock.config.ConfigSources;
import io.penstock.config.UpstreamConfig;
import io.penstock.metrics.MicrometerMetrics;
import io.penstock.time.DeadlineWheel;
import io.penstock.time.Ticker;
import io.vertx.core.eventbus.EventBus;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** Pools for benchmarks, with metrics kept and an event bus that nobody listens to; their connections open at once. */
final class BenchPool {

    private BenchPool() {}

    /** A pool without shards. */
    static UpstreamPool of(int size, boolean keepsConnections) {
        String setting = "upstreams.crm.";
        UpstreamConfig config = ConfigLoader.load(ConfigSources.none()
                        .withOptions(Map.of(
                                setting + "url", "http://crm.test",
                                setting + "pool.size", Integer.toString(size),
                                setting + "pool.minIdle", Integer.toString(size))))
                .orThrow()
                .upstreams()
                .get("crm");
        RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
        MicrometerMetrics metrics = new MicrometerMetrics(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        return new UpstreamPool(
                "crm", config, keepsConnections, metrics, new ConnectionEvents(deafBus()), random, () -> 0);
    }

    /** One loop's part of the pool, with so many connections open. What it has to do later, it does at once. */
    static Shard shard(UpstreamPool pool, int connections) {
        DeadlineWheel wheel = new DeadlineWheel(Ticker.system(), delayMillis -> {});
        Shard shard = new Shard(pool, wheel, Runnable::run, new Connector() {
            @Override
            public void connect(long timeLimitNanos, Result result) {
                result.opened(new FakeLink(Runnable::run, 1));
            }

            @Override
            public void close() {
                // Nothing is being opened.
            }
        });
        pool.add(shard);
        shard.start(connections);
        return shard;
    }

    private static EventBus deafBus() {
        return (EventBus) Proxy.newProxyInstance(
                EventBus.class.getClassLoader(), new Class<?>[] {EventBus.class}, (proxy, method, arguments) -> proxy);
    }
}
