package io.penstock.pool;

import io.penstock.error.PenstockException;
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

/** A lease taken and given back: at hand, at hand on two loops that share the pool, waited for, and dialed for. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LeaseBenchmark {

    private static final int LOOPS = 2;
    private static final long MAX_WAIT = TimeUnit.SECONDS.toNanos(10);

    private UpstreamPool shared;

    @Setup
    public void open() {
        shared = BenchPool.of(LOOPS, true);
    }

    @Benchmark
    public Object atHand(Loop loop) {
        return loop.leaseAndReturn();
    }

    @Benchmark
    @Threads(LOOPS)
    public Object atHand_onTwoLoops(Loop loop) {
        return loop.leaseAndReturn();
    }

    @Benchmark
    public Object waitedFor(Queue queue) {
        return queue.passOn();
    }

    @Benchmark
    public Object dialedFor(NoConnections none) {
        return none.leaseAndReturn();
    }

    /** A loop with a connection of its own. */
    @State(Scope.Thread)
    public static class Loop extends Call {

        @Setup
        public void open(LeaseBenchmark pool) {
            shard = BenchPool.shard(pool.shared, 1);
        }
    }

    /** A loop that opens a connection for every call. */
    @State(Scope.Thread)
    public static class NoConnections extends Call {

        @Setup
        public void open() {
            shard = BenchPool.shard(BenchPool.of(LOOPS, false), 0);
        }
    }

    /** A loop whose only connection is always leased: the next call waits until the one before gives it back. */
    @State(Scope.Thread)
    public static class Queue extends Call {

        @Setup
        public void open() {
            shard = BenchPool.shard(BenchPool.of(1, true), 1);
            shard.acquire(false, MAX_WAIT, this);
        }

        Object passOn() {
            Lease before = lease;
            shard.acquire(false, MAX_WAIT, this);
            before.release(null);
            return lease;
        }
    }

    /** Asks for leases on one loop. */
    abstract static class Call implements Waiter.Taker {

        Shard shard;
        Lease lease;

        Object leaseAndReturn() {
            shard.acquire(false, MAX_WAIT, this);
            lease.release(null);
            return lease;
        }

        @Override
        public void leased(Lease granted) {
            lease = granted;
        }

        @Override
        public void refused(PenstockException reason) {
            throw reason;
        }
    }
}
