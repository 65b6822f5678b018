package io.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ConfigLoader;
import io.penstock.config.ConfigSources;
import io.penstock.config.UpstreamConfig;
import io.penstock.testing.FakeTicker;
import io.penstock.testing.ManualAlarm;
import io.penstock.testing.RecordedPool;
import io.penstock.time.DeadlineWheel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * A whole pool whose clock, event loops and connections a test moves by hand. Each loop is a queue of tasks that run when
 * the test says so, in an order of its choice, all on the test's thread.
 */
final class PoolModel {

    private static final Duration STEP = Duration.ofMillis(10);
    private static final Map<Map<String, String>, UpstreamConfig> CONFIGS = new ConcurrentHashMap<>();

    final FakeTicker ticker = new FakeTicker();
    final RecordedPool recorded = new RecordedPool();
    final RecordingBus bus = new RecordingBus();
    final UpstreamPool pool;
    final List<Loop> loops = new ArrayList<>();
    final List<FakeCall> calls = new ArrayList<>();

    /** What is drawn wherever jitter is: 0 to 1, 1 excluded. */
    double jitter = 0.5;

    /** The requests in progress at most; 0 for any number. To be set before the first call, and to 0 never again. */
    int maxConcurrent;

    private final ManualAlarm alarm = new ManualAlarm(ticker);
    private final DeadlineWheel wheel = new DeadlineWheel(ticker, alarm);

    private PoolModel(int loopCount, boolean keepsConnections, Map<String, String> settings) {
        RandomGenerator random = new RandomGenerator() {
            @Override
            public long nextLong() {
                throw new UnsupportedOperationException("the pool draws fractions only");
            }

            @Override
            public double nextDouble() {
                return jitter;
            }
        };
        pool = new UpstreamPool(
                "upstream",
                config(settings),
                keepsConnections,
                recorded,
                new ConnectionEvents(bus.bus()),
                random,
                () -> maxConcurrent);
        for (int i = 0; i < loopCount; i++) {
            loops.add(new Loop());
        }
    }

    /** A pool of one loop; settings are names below {@code pool} and their values in turn. */
    static PoolModel of(String... settings) {
        return of(1, settings);
    }

    /** A pool of so many loops. */
    static PoolModel of(int loopCount, String... settings) {
        return of(loopCount, true, settings);
    }

    /** A pool of so many loops that keeps connections or does not. */
    static PoolModel of(int loopCount, boolean keepsConnections, String... settings) {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            options.put("upstreams.upstream.pool." + settings[i], settings[i + 1]);
        }
        return new PoolModel(loopCount, keepsConnections, options);
    }

    private static UpstreamConfig config(Map<String, String> options) {
        return CONFIGS.computeIfAbsent(options, given -> {
            Map<String, String> all = new LinkedHashMap<>(given);
            all.put("upstreams.upstream.url", "http://upstream.test");
            return ConfigLoader.load(ConfigSources.none().withOptions(all))
                    .orThrow()
                    .upstreams()
                    .get("upstream");
        });
    }

    Loop loop() {
        return loops.get(0);
    }

    Ledger.Figures figures() {
        return pool.ledger().figures();
    }

    /** Opens the floor on all loops, each its share. */
    PoolModel start() {
        for (int i = 0; i < loops.size(); i++) {
            loops.get(i).shard.start(pool.shareOfFloor(i, loops.size()));
        }
        return this;
    }

    /** Lets all loops do what they have to do, until there is nothing more. */
    void settle() {
        runAll();
        verify();
    }

    private void runAll() {
        boolean ran;
        do {
            ran = false;
            for (Loop loop : loops) {
                ran |= loop.runOne();
            }
        } while (ran);
    }

    /** Moves the clock on in small steps, firing deadlines and letting the loops run on the way. */
    void pass(Duration time) {
        for (Duration left = time; left.compareTo(Duration.ZERO) > 0; left = left.minus(STEP)) {
            ticker.advance(left.compareTo(STEP) < 0 ? left : STEP);
            wheel.advance();
            runAll();
        }
        verify();
    }

    /** Moves the clock on at once, however far, and fires what is due. */
    void jump(Duration time) {
        ticker.advance(time);
        wheel.advance();
        verify();
    }

    /** How many deadlines are still to come. */
    int armed() {
        return wheel.armed();
    }

    /** Ends all parts of the pool. */
    void close() {
        for (Loop loop : loops) {
            loop.shard.close();
        }
        settle();
    }

    /** Checks what must hold at any moment. */
    void verify() {
        Ledger.Figures figures = figures();
        assertThat(figures.free()).as("free permits").isNotNegative();
        assertThat(figures.dialing()).as("dialing").isNotNegative();
        assertThat(figures.open()).as("open").isNotNegative();
        assertThat(figures.free() + figures.dialing() + figures.open())
                .as("permits of %s", figures)
                .isEqualTo(figures.size());
        int open = 0;
        for (Loop loop : loops) {
            for (PooledConnection connection : loop.shard.connections()) {
                open++;
                assertThat(connection.active())
                        .as("leases of one connection")
                        .isLessThanOrEqualTo(Math.max(1, connection.link().maxStreams()));
            }
        }
        assertThat(open).as("open connections").isEqualTo(figures.open());
        List<Lease> held =
                calls.stream().filter(FakeCall::holds).map(FakeCall::lease).toList();
        assertThat(held).as("no lease is granted twice").doesNotHaveDuplicates();
    }

    /** One event loop: its tasks, its shard and its connections. */
    final class Loop implements Executor {

        final FakeConnector connector = new FakeConnector(wheel, this);
        private final Deque<Runnable> tasks = new ArrayDeque<>();
        private final Shard shard = new Shard(pool, wheel, this, connector);

        Loop() {
            pool.add(shard);
        }

        Shard shard() {
            return shard;
        }

        @Override
        public void execute(Runnable task) {
            tasks.addLast(task);
        }

        /** Runs the next task, where there is one. */
        boolean runOne() {
            Runnable task = tasks.pollFirst();
            if (task != null) {
                task.run();
            }
            return task != null;
        }

        /** A call of this loop that waits for as long as it takes. */
        FakeCall call() {
            return call(false, Duration.ofHours(1));
        }

        FakeCall call(boolean fresh, Duration maxWait) {
            FakeCall call = new FakeCall(this);
            calls.add(call);
            return call.ask(fresh, maxWait.toNanos());
        }

        /** A call that is served on the spot, over and done. */
        void serveOne() {
            FakeCall call = call();
            settle();
            assertThat(call.served()).as("served").isTrue();
            call.release(true);
            calls.remove(call);
            settle();
        }
    }
}
