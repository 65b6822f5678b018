package io.penstock.resilience.limit;

import io.penstock.config.ConfigLoader;
import io.penstock.config.ConfigSources;
import io.penstock.config.UpstreamConfig;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Gate;
import io.penstock.exchange.RequestBody;
import io.penstock.exchange.RouteSettings;
import io.penstock.metrics.Metrics;
import io.penstock.time.DeadlineWheel;
import io.penstock.time.Ticker;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a route's limits cost an exchange, the clock included: a permit granted and its answer told, and a permit refused.
 * By default there is nothing but a look for a 429; a rate adds a bucket, a cap a window, and an announced quota its pace.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class GateBenchmark {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** What is configured. */
    @Param({"default", "rate", "rate and cap"})
    String limits;

    private final Ticker ticker = Ticker.system();
    private final MultiMap answer = HttpHeaders.headers().add("content-type", "text/plain");
    private Exchange exchange;
    private Gate granting;
    private Gate refusing;
    private long aheadNanos;

    @Setup
    public void build() {
        granting = gate("1000000");
        refusing = gate("0.001");
        RouteSettings route = new RouteSettings("api", "*", SECOND, SECOND, SECOND, SECOND, SECOND, 0, 0);
        DeadlineWheel wheel = new DeadlineWheel(ticker, delayMillis -> {});
        exchange = new Exchange(
                route, wheel, HttpMethod.GET, "/", HttpHeaders.headers().add("accept", "*/*"), RequestBody.none());
        refusing.tryAcquire(exchange, ticker.nanos());
    }

    private Gate gate(String perSecond) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("upstreams.api.url", "http://api.test");
        if (!limits.equals("default")) {
            options.put("upstreams.api.rateLimit.perSecond", perSecond);
            options.put("upstreams.api.rateLimit.burst", perSecond.startsWith("0") ? "1" : "1000000");
        }
        if (limits.endsWith("cap")) {
            options.put("upstreams.api.rateLimit.perMinute", "1000000000");
        }
        UpstreamConfig config = ConfigLoader.load(ConfigSources.none().withOptions(options))
                .orThrow()
                .upstreams()
                .get("api");
        return new UpstreamLimits("api", config, true, Metrics.none(), ticker, InstantSource.system()).gate(null);
    }

    @Benchmark
    public long granted() {
        // The clock is read, but time passes faster: no rate that may be set would last for a loop as tight as this.
        aheadNanos += 2_000;
        long now = ticker.nanos() + aheadNanos;
        long verdict = granting.tryAcquire(exchange, now);
        if (verdict != Gate.GRANTED) {
            throw new IllegalStateException("refused for " + verdict + " ns; expected a grant");
        }
        granting.answered(exchange, now, 200, answer);
        return verdict;
    }

    @Benchmark
    public long refused() {
        return refusing.tryAcquire(exchange, ticker.nanos());
    }
}
