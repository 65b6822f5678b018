package io.penstock.pool;

import io.penstock.config.ConfigLoader;
import io.penstock.config.ConfigSources;
import io.penstock.config.UpstreamConfig;
import io.penstock.error.PenstockException;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Gate;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.RequestBody;
import io.penstock.exchange.RouteSettings;
import io.penstock.exchange.Stage;
import io.penstock.metrics.Metrics;
import io.penstock.resilience.breaker.BreakerStage;
import io.penstock.resilience.breaker.UpstreamBreaker;
import io.penstock.resilience.limit.UpstreamLimits;
import io.penstock.resilience.retry.RetryBudget;
import io.penstock.time.DeadlineWheel;
import io.penstock.time.Ticker;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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

/**
 * What all gates together cost an exchange whose first attempt is answered with a 200: the budget of retries, the look at the
 * breaker before the queue, a place among those in progress, the permits of limit and breaker, and what both make of the
 * answer. Every reading of the clock is part of it. And what a refusal costs, with the failure that the caller is told.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class GatesBenchmark {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** A clock that runs fast: no rate that may be set would last for a loop as tight as this. */
    private static final Ticker TICKER = () -> 100 * System.nanoTime();

    /** What the event loops share. */
    @State(Scope.Benchmark)
    public static class Process {

        private final UpstreamConfig config = ConfigLoader.load(ConfigSources.none()
                        .withOptions(Map.of(
                                "upstreams.api.url", "http://api.test",
                                "upstreams.api.maxConcurrent", "100",
                                "upstreams.api.rateLimit.perSecond", "1000000",
                                "upstreams.api.rateLimit.burst", "1000000")))
                .orThrow()
                .upstreams()
                .get("api");
        private final RetryBudget budget = new RetryBudget(0.2, 10, TICKER);
        private final Slots slots = new Slots(() -> 100);
        private final UpstreamBreaker closed = breaker();
        private final UpstreamBreaker open = breaker();
        private final Gate gate = Gate.both(limits("1000000"), closed);
        private final Gate spent = Gate.both(limits("0.001"), closed);

        /** Opens one of the breakers. */
        public Process() {
            open.forceOpen();
        }

        private UpstreamBreaker breaker() {
            return new UpstreamBreaker("api", config.breaker(), TICKER, new Random(7), Metrics.none());
        }

        private Gate limits(String perSecond) {
            UpstreamConfig limited = ConfigLoader.load(ConfigSources.none()
                            .withOptions(Map.of(
                                    "upstreams.api.url",
                                    "http://api.test",
                                    "upstreams.api.rateLimit.perSecond",
                                    perSecond,
                                    "upstreams.api.rateLimit.burst",
                                    perSecond.startsWith("0") ? "1" : "1000000")))
                    .orThrow()
                    .upstreams()
                    .get("api");
            return new UpstreamLimits("api", limited, true, Metrics.none(), TICKER, InstantSource.system()).gate(null);
        }
    }

    /** What one event loop has. */
    @State(Scope.Thread)
    public static class Loop implements Stage, Outcome {

        private final MultiMap answer = HttpHeaders.headers().add("content-type", "text/plain");
        private final Exchange exchange = new Exchange(
                new RouteSettings("api", "GET /", SECOND, SECOND, SECOND, SECOND, SECOND, 0, 0),
                new DeadlineWheel(TICKER, delayMillis -> {}),
                HttpMethod.GET,
                "/",
                HttpHeaders.headers().add("accept", "*/*"),
                RequestBody.none());
        private RetryBudget.Share budget;
        private Slots slots;
        private Gate gate;
        private Gate spent;
        private Stage breaker;
        private Stage openBreaker;
        private @Nullable PenstockException failure;

        /** Takes its part of what is shared. */
        @Setup
        public void join(Process process) {
            budget = process.budget.share();
            slots = process.slots;
            gate = process.gate;
            spent = process.spent;
            breaker = new BreakerStage(this, process.closed);
            openBreaker = new BreakerStage(this, process.open);
            spent.tryAcquire(exchange, TICKER.nanos());
        }

        @Override
        public void run(Exchange sent, Outcome outcome) {
            if (!slots.tryTake()) {
                throw new IllegalStateException("all places are taken; expected one");
            }
            Permit permit = new Permit(gate, sent);
            long verdict = permit.ask(TICKER.nanos());
            if (verdict == Gate.GRANTED) {
                permit.answered(200, answer);
            } else {
                refused(verdict);
            }
            slots.giveBack();
        }

        /** With more loops than processors one may stand still between its look at the clock and its call of the gate. */
        private void refused(long verdict) {
            if (verdict > 100 * SECOND) {
                throw new IllegalStateException("refused for " + verdict + " ns; expected a grant");
            }
        }

        @Override
        public void answered(Answer delivered) {
            throw new IllegalStateException("nothing is sent here");
        }

        @Override
        public void failed(PenstockException refusal) {
            failure = refusal;
        }
    }

    @Benchmark
    public void passed(Loop loop) {
        loop.budget.requested(TICKER.nanos());
        loop.breaker.run(loop.exchange, loop);
    }

    @Benchmark
    @Threads(2)
    public void passed_onTwoLoops(Loop loop) {
        passed(loop);
    }

    @Benchmark
    @Threads(8)
    public void passed_onEightLoops(Loop loop) {
        passed(loop);
    }

    @Benchmark
    public @Nullable PenstockException refused_byTheBreaker(Loop loop) {
        loop.openBreaker.run(loop.exchange, loop);
        return loop.failure;
    }

    @Benchmark
    public PenstockException refused_byTheLimit(Loop loop) {
        long verdict = loop.spent.tryAcquire(loop.exchange, TICKER.nanos());
        return loop.spent.refusal(loop.exchange, verdict);
    }

    /** What a reading of the clock is of each of these. */
    @Benchmark
    public long clock() {
        return TICKER.nanos();
    }
}
