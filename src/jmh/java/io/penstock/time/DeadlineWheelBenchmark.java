package io.penstock.time;

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

/** Arming and withdrawing one deadline, as each exchange does, beside others that wait. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DeadlineWheelBenchmark {

    private static final long THIRTY_SECONDS = TimeUnit.SECONDS.toNanos(30);

    @Param({"0", "10000"})
    int others;

    private Deadline deadline;

    @Setup
    public void fill() {
        DeadlineWheel wheel = new DeadlineWheel(Ticker.system(), delayMillis -> {});
        for (int i = 0; i < others; i++) {
            wheel.schedule(THIRTY_SECONDS + i, () -> {});
        }
        deadline = wheel.deadline(() -> {});
    }

    @Benchmark
    public void armAndCancel() {
        deadline.armIn(THIRTY_SECONDS);
        deadline.cancel();
    }
}
