package io.penstock.batching.coalesce;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.penstock.batching.FingerprintKey;
import io.penstock.batching.IgnoredFields;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.MemoryPressure;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.RequestBody;
import io.penstock.exchange.RouteSettings;
import io.penstock.exchange.Stage;
import io.penstock.testing.FakeTicker;
import io.penstock.testing.ManualAlarm;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The stage on several event loops, whose tasks run when a test says so, between callers and an upstream of the test's. */
final class CoalescingRig {

    static final int BUFFER = 256 * 1024;
    static final Duration HOLD_BACK = Duration.ofSeconds(5);

    private static final RouteSettings ROUTE =
            new RouteSettings("api", "*", 0, 0, 0, 0, TimeUnit.SECONDS.toNanos(5), 0, 0);

    final FakeTicker ticker = new FakeTicker();
    final RecordedCoalescing recorded = new RecordedCoalescing();
    private final CoalescingRules rules;
    private final CoalescingRules otherRules;
    final HeldBytes held;
    final Coalescing coalescing;
    final List<ManualCall> calls = new ArrayList<>();
    final List<ManualCaller> callers = new ArrayList<>();
    final List<ByteBuf> chunks = new ArrayList<>();

    /** How many writes have started, and how many have been answered. */
    int writes;

    /** How short of memory the process is. */
    MemoryPressure.Level memory = MemoryPressure.Level.NORMAL;

    /** What happens as requests reach the upstream, one thing for each. */
    final Deque<Runnable> onCalls = new ArrayDeque<>();

    /** What happens as event loops are about to be given tasks, one thing for each. */
    final Deque<Runnable> onTasks = new ArrayDeque<>();

    private final List<Loop> loops = new ArrayList<>();

    /** One event loop. */
    private final class Loop {

        final Deque<Runnable> tasks = new ArrayDeque<>();
        final DeadlineWheel wheel = new DeadlineWheel(ticker, new ManualAlarm(ticker));
        final Stage stage;
        final Stage otherRoute;

        Loop() {
            stage = coalescing.stage(CoalescingRig.this::call, rules, this::execute);
            otherRoute = coalescing.stage(CoalescingRig.this::call, otherRules, this::execute);
        }

        private void execute(Runnable task) {
            runNext(onTasks);
            tasks.add(task);
        }
    }

    CoalescingRig(int loops) {
        this(loops, BUFFER, 4 * BUFFER);
    }

    CoalescingRig(int loops, int buffer, long heldLimit) {
        rules = rules(buffer);
        otherRules = rules(buffer);
        held = new HeldBytes(heldLimit, () -> memory);
        coalescing = new Coalescing(recorded, held);
        for (int i = 0; i < loops; i++) {
            this.loops.add(new Loop());
        }
    }

    private static CoalescingRules rules(int buffer) {
        return new CoalescingRules(
                FingerprintKey.random(), new IgnoredFields(List.of("X-Trace")), buffer, HOLD_BACK.toNanos());
    }

    private void call(Exchange exchange, Outcome outcome) {
        runNext(onCalls);
        calls.add(new ManualCall(calls.size(), writes, exchange, outcome, chunks));
    }

    /** One who gets a target on a loop. */
    ManualCaller get(int loop, String target, String... fields) {
        return ask(loop, HttpMethod.GET, target, fields);
    }

    /** One who gets a target on a loop, by another route of the same upstream. */
    ManualCaller getByOtherRoute(int loop, String target) {
        return ask(loop, loops.get(loop).otherRoute, HttpMethod.GET, target);
    }

    ManualCaller ask(int loop, HttpMethod method, String target, String... fields) {
        return ask(loop, loops.get(loop).stage, method, target, fields);
    }

    private ManualCaller ask(int loop, Stage route, HttpMethod method, String target, String... fields) {
        MultiMap headers = HttpHeaders.headers().add("Host", "api");
        for (int i = 0; i < fields.length; i += 2) {
            headers.add(fields[i], fields[i + 1]);
        }
        boolean writes = !method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD);
        this.writes += writes ? 1 : 0;
        Loop on = loops.get(loop);
        Exchange exchange = new Exchange(ROUTE, on.wheel, method, target, headers, RequestBody.none());
        ManualCaller caller = new ManualCaller(exchange, loop, this.writes, () -> this.writes += writes ? 1 : 0);
        callers.add(caller);
        route.run(exchange, caller);
        return caller;
    }

    /** Runs the oldest task of a loop. */
    void runOne(int loop) {
        runNext(loops.get(loop).tasks);
    }

    private static void runNext(Deque<Runnable> tasks) {
        Runnable task = tasks.poll();
        if (task != null) {
            task.run();
        }
    }

    /** Runs tasks until there are none. */
    CoalescingRig settle() {
        while (loops.stream().anyMatch(loop -> !loop.tasks.isEmpty())) {
            for (int i = 0; i < loops.size(); i++) {
                runOne(i);
            }
        }
        return this;
    }

    void advance(Duration time) {
        ticker.advance(time);
        loops.forEach(loop -> loop.wheel.advance());
    }

    /** Everybody reads on, every call ends, and then nothing may be left. */
    void finish() {
        settle();
        for (boolean busy = true; busy; ) {
            callers.forEach(ManualCaller::readOn);
            settle();
            List<ManualCall> open = calls.stream().filter(call -> !call.over).toList();
            for (ManualCall call : open) {
                if (!call.answered) {
                    call.answer();
                }
                if (!call.over) {
                    call.end();
                }
            }
            settle();
            busy = !open.isEmpty();
        }
        callers.forEach(ManualCaller::readOn);
        settle();
        assertThat(callers).allMatch(ManualCaller::done);
        assertThat(chunks).allMatch(chunk -> chunk.refCnt() == 0);
        assertThat(held.held()).isZero();
        assertThat(coalescing.openCalls()).isZero();
        assertThat(loops).allMatch(loop -> loop.wheel.armed() == 0);
    }
}
