package io.penstock.metrics;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.penstock.error.Problem;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** One metric record in a Prometheus registry, by one event loop and by two at once. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RecorderBenchmark {

    private RouteRecorder route;
    private PoolRecorder pool;

    @Setup
    public void register() {
        Metrics metrics = new MicrometerMetrics(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        route = metrics.route("crm", "GET /contacts/{id}");
        pool = metrics.pool("crm", new FixedPool(0, 0, 0, 0, 0, 0));
    }

    @Benchmark
    public void answered() {
        route.answered(MethodIndex.GET, 200, 1_234_567, 1);
    }

    @Benchmark
    @Threads(2)
    public void answered_byTwoLoops() {
        route.answered(MethodIndex.GET, 200, 1_234_567, 1);
    }

    @Benchmark
    public void failed() {
        route.failed(MethodIndex.GET, Problem.POOL_QUEUE_FULL, 1_234_567, 1);
    }

    @Benchmark
    public void leased() {
        pool.leased(0, true);
    }
}
