package io.penstock.gateway;

import io.penstock.error.OverloadedException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.vertx.core.buffer.Buffer;
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

/** Refusing a call, as an overloaded gateway does most: the failure and the body that tells it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ProblemsBenchmark {

    private final PenstockException.Origin origin = new PenstockException.Origin("crm", 1, 250);

    @Benchmark
    public Buffer refuse() {
        PenstockException failure =
                new OverloadedException(Problem.POOL_QUEUE_FULL, "1024 calls wait for a connection to crm", 1_000);
        return Problems.body(failure.at(origin));
    }
}
