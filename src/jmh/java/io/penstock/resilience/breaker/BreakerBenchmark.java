package io.penstock.resilience.breaker;

import io.penstock.config.BreakerConfig;
import io.penstock.time.Ticker;
import java.util.Random;
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

/** What a breaker adds to a call: the look before the queue, the permit, and a success; or a refusal. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BreakerBenchmark {

    private final Ticker ticker = Ticker.system();
    private Breaker closed;
    private Breaker open;

    @Setup
    public void make() {
        BreakerSettings settings = BreakerSettings.of(BreakerConfig.defaults());
        closed = new Breaker(settings, ticker, new Random(), (from, to, cause, openNanos) -> {});
        open = new Breaker(settings, ticker, new Random(), (from, to, cause, openNanos) -> {});
        open.forceOpen();
    }

    @Benchmark
    public long success_withTheClocks() {
        long wait = closed.waitNanos(ticker.nanos());
        long granted = ticker.nanos();
        wait += closed.tryAcquire(granted);
        long now = ticker.nanos();
        closed.succeeded(granted, now, now - granted);
        return wait;
    }

    @Benchmark
    @Threads(2)
    public long success_onTwoLoops() {
        return success_withTheClocks();
    }

    @Benchmark
    public long refusal() {
        return open.waitNanos(ticker.nanos());
    }
}
