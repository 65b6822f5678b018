package io.penstock.resilience.limit;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
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

/**
 * The limiter's bucket beside that of bucket4j, its lock-free one: a permit granted, and one refused with the time to wait.
 * {@code -t 2} lets two event loops share them. Both read the clock themselves.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BucketBenchmark {

    private static final int PLENTY = 1_000_000_000;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final TokenBucket own = new TokenBucket(Rate.of(PLENTY, SECOND, PLENTY), System.nanoTime());
    private final TokenBucket ownSpent = new TokenBucket(Rate.of(1, 1_000 * SECOND, 1), System.nanoTime());
    private final Bucket bucket4j = bucket(PLENTY, Duration.ofSeconds(1));
    private final Bucket bucket4jSpent = bucket(1, Duration.ofSeconds(1_000));

    private static Bucket bucket(int capacity, Duration period) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(capacity).refillGreedy(capacity, period))
                .withCustomTimePrecision(TimeMeter.SYSTEM_NANOTIME)
                .build();
    }

    @Benchmark
    public long own_granted() {
        return own.tryTake(1, System.nanoTime());
    }

    @Benchmark
    public long own_refused() {
        return ownSpent.tryTake(1, System.nanoTime());
    }

    @Benchmark
    public boolean bucket4j_granted() {
        return bucket4j.tryConsume(1);
    }

    /** With the time to wait: the other call of bucket4j only says no. */
    @Benchmark
    public ConsumptionProbe bucket4j_refused() {
        return bucket4jSpent.tryConsumeAndReturnRemaining(1);
    }
}
