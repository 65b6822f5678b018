package io.penstock.resilience.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.FakeTicker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** Whatever becomes of calls, and on whichever thread, a breaker does what its plain model does, and loses no permit. */
class BreakerProperties {

    private static final int THREADS = 4;
    private static final long MILLI = 1_000_000;
    private static final BreakerSettings SETTINGS =
            new BreakerSettings(true, 4, 0.5, 6, 1_000 * MILLI, 50 * MILLI, 0.75, 2, 2, 400 * MILLI, 2_000 * MILLI);

    /**
     * What happens next.
     *
     * @param thread the thread that does it
     * @param pick which of the calls in flight it happens to
     * @param millis how far the clock goes before
     */
    record Step(Kind kind, int thread, int pick, int millis) {}

    enum Kind {
        CALL,
        SUCCEED,
        SUCCEED_SLOWLY,
        FAIL,
        GIVE_BACK,
        FORCE_OPEN,
        CLOSE,
        RESET
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Kind> kinds = Arbitraries.frequencyOf(
                Tuple.of(12, Arbitraries.just(Kind.CALL)),
                Tuple.of(6, Arbitraries.just(Kind.SUCCEED)),
                Tuple.of(2, Arbitraries.just(Kind.SUCCEED_SLOWLY)),
                Tuple.of(5, Arbitraries.just(Kind.FAIL)),
                Tuple.of(1, Arbitraries.just(Kind.GIVE_BACK)),
                Tuple.of(1, Arbitraries.of(Kind.FORCE_OPEN, Kind.CLOSE, Kind.RESET)));
        Arbitrary<Step> step = Combinators.combine(
                        kinds,
                        Arbitraries.integers().between(0, THREADS - 1),
                        Arbitraries.integers().between(0, 100),
                        Arbitraries.frequency(Tuple.of(8, 0), Tuple.of(4, 1), Tuple.of(2, 90), Tuple.of(1, 450)))
                .as(Step::new);
        return step.list().ofMinSize(1).ofMaxSize(300);
    }

    @Property(tries = 200)
    void breaker_doesWhatItsModelDoes(@ForAll("steps") List<Step> steps) throws Exception {
        FakeTicker ticker = new FakeTicker(0);
        Breaker breaker = new Breaker(SETTINGS, ticker, () -> 0, (from, to, cause, openNanos) -> {});
        BreakerModel model = new BreakerModel(SETTINGS, 0);
        List<Long> inFlight = new ArrayList<>();
        List<ExecutorService> threads = threads();
        try {
            for (Step step : steps) {
                // Never two changes in one moment: a permit is known by it.
                ticker.advanceNanos(1 + step.millis() * MILLI);
                on(threads.get(step.thread()), () -> take(step, ticker.nanos(), breaker, model, inFlight));
                assertThat(breaker.state()).as("after %s", step).isEqualTo(model.state());
                assertThat(breaker.status().failures()).as("after %s", step).isEqualTo(model.failures());
            }
        } finally {
            threads.forEach(ExecutorService::shutdown);
        }
    }

    private static void take(Step step, long now, Breaker breaker, BreakerModel model, List<Long> inFlight) {
        switch (step.kind()) {
            case CALL -> {
                boolean granted = breaker.tryAcquire(now) == 0;
                assertThat(granted).as("the permit of %s", step).isEqualTo(model.tryAcquire(now));
                if (granted) {
                    inFlight.add(now);
                }
            }
            case FORCE_OPEN -> {
                breaker.forceOpen();
                model.force(BreakerState.FORCED_OPEN, now, false);
            }
            case CLOSE -> {
                breaker.close();
                model.force(BreakerState.CLOSED, now, false);
            }
            case RESET -> {
                breaker.reset();
                model.force(BreakerState.CLOSED, now, true);
            }
            default -> {
                if (!inFlight.isEmpty()) {
                    end(step.kind(), inFlight.remove(step.pick() % inFlight.size()), now, breaker, model);
                }
            }
        }
    }

    private static void end(Kind kind, long granted, long now, Breaker breaker, BreakerModel model) {
        long took = kind == Kind.SUCCEED_SLOWLY ? 50 * MILLI : 0;
        switch (kind) {
            case GIVE_BACK -> {
                breaker.giveBack(granted);
                model.giveBack(granted);
            }
            case FAIL -> {
                breaker.failed(granted, now, took);
                model.ended(granted, now, true, false);
            }
            default -> {
                breaker.succeeded(granted, now, took);
                model.ended(granted, now, false, took > 0);
            }
        }
    }

    @Property(tries = 20)
    void halfOpen_onManyThreads_neverLetsMoreThroughThanItHasPlaces(@ForAll @IntRange(min = 1, max = 5) int places)
            throws Exception {
        BreakerSettings settings =
                new BreakerSettings(true, 1, 0, 1, 1_000 * MILLI, 0, 1, places, 1_000_000, MILLI, MILLI);
        FakeTicker ticker = new FakeTicker();
        Breaker breaker = new Breaker(settings, ticker, () -> 0, (from, to, cause, openNanos) -> {});
        breaker.unreachable(ticker.nanos());
        ticker.advanceMillis(1);
        AtomicInteger inFlight = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger granted = new AtomicInteger();
        List<ExecutorService> threads = threads();
        try {
            List<Future<?>> running = new ArrayList<>();
            for (ExecutorService thread : threads) {
                running.add(thread.submit(() -> {
                    for (int i = 0; i < 2_000; i++) {
                        long now = ticker.nanos();
                        if (breaker.tryAcquire(now) == 0) {
                            granted.incrementAndGet();
                            most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
                            inFlight.decrementAndGet();
                            if (i % 2 == 0) {
                                breaker.giveBack(now);
                            } else {
                                breaker.succeeded(now, now, 0);
                            }
                        }
                    }
                }));
            }
            for (Future<?> each : running) {
                each.get(20, TimeUnit.SECONDS);
            }
        } finally {
            threads.forEach(ExecutorService::shutdown);
        }

        assertThat(granted).hasPositiveValue();
        assertThat(most).hasValueLessThanOrEqualTo(places);
        for (int i = 0; i < places; i++) {
            assertThat(breaker.tryAcquire(ticker.nanos()))
                    .as("place %d afterwards", i)
                    .isZero();
        }
        assertThat(breaker.tryAcquire(ticker.nanos())).isPositive();
    }

    @Property(tries = 10)
    void closed_onManyThreads_countsEveryCall(@ForAll @IntRange(min = 1, max = 20) int tenths) throws Exception {
        BreakerSettings settings = new BreakerSettings(true, 0, 1, 1_000_000, 1_000 * MILLI, 0, 1, 1, 1, MILLI, MILLI);
        FakeTicker ticker = new FakeTicker();
        Breaker breaker = new Breaker(settings, ticker, () -> 0, (from, to, cause, openNanos) -> {});
        List<ExecutorService> threads = threads();
        try {
            for (int tenth = 0; tenth < tenths; tenth++) {
                ticker.advanceMillis(100);
                List<Future<?>> running = new ArrayList<>();
                for (ExecutorService thread : threads) {
                    running.add(thread.submit(() -> {
                        for (int i = 0; i < 100; i++) {
                            long now = ticker.nanos();
                            breaker.tryAcquire(now);
                            if (i % 4 == 0) {
                                breaker.failed(now, now, 0);
                            } else {
                                breaker.succeeded(now, now, 0);
                            }
                        }
                    }));
                }
                for (Future<?> each : running) {
                    each.get(20, TimeUnit.SECONDS);
                }
            }
        } finally {
            threads.forEach(ExecutorService::shutdown);
        }

        int counted = Math.min(tenths, 10) * THREADS;
        assertThat(breaker.status().windowCalls()).isEqualTo(counted * 100L);
        assertThat(breaker.status().windowFailures()).isEqualTo(counted * 25L);
    }

    private static List<ExecutorService> threads() {
        List<ExecutorService> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            threads.add(Executors.newSingleThreadExecutor());
        }
        return threads;
    }

    private static void on(ExecutorService thread, Runnable action)
            throws InterruptedException, ExecutionException, TimeoutException {
        thread.submit(action).get(20, TimeUnit.SECONDS);
    }
}
