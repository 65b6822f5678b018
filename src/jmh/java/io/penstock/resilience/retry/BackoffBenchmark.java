package io.penstock.resilience.retry;

import io.penstock.config.RetryConfig;
import io.penstock.time.Ticker;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a retry's pause costs to work out, and what the budget costs each request and each retry. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BackoffBenchmark {

    private final Ticker ticker = Ticker.system();
    private final Backoff exponential = new Backoff(
            RetryConfig.Backoff.EXPONENTIAL, TimeUnit.MILLISECONDS.toNanos(100), TimeUnit.SECONDS.toNanos(30), 2, 0.1);
    private final SplittableRandom random = new SplittableRandom(7);
    private final RetryBudget.Share budget = new RetryBudget(0.2, 10, ticker).share();
    private int retry;

    @Benchmark
    public long pause() {
        retry = retry % 3 + 1;
        return exponential.nanos(retry, random);
    }

    @Benchmark
    public void requested() {
        budget.requested(ticker.nanos());
    }

    @Benchmark
    public boolean refused() {
        return budget.reserve(ticker.nanos());
    }
}
