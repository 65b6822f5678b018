package io.penstock.loadtest;

import io.penstock.testing.FakeTicker;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** A run of a driver on a clock of its own, against an upstream that takes as long for each call as the test says. */
final class Simulation {

    private final FakeTicker ticker = new FakeTicker();
    private final long origin = ticker.nanos();
    private final PriorityQueue<Event> events = new PriorityQueue<>(Comparator.comparingLong(Event::atNanos));
    private final Queue<Line> idle = new ArrayDeque<>();
    private final List<Long> sentAtNanos = new ArrayList<>();
    private final List<String> paths = new ArrayList<>();
    private final Driver driver;
    private @Nullable Tally result;

    private record Event(long atNanos, Runnable action) {}

    /**
     * A run that has not begun.
     *
     * @param service how long the upstream takes for a call, by its number; null for ever
     */
    Simulation(Driver.Plan plan, int lines, IntFunction<@Nullable Duration> service) {
        for (int i = 0; i < lines; i++) {
            idle.add(path -> call(path, service));
        }
        this.driver = new Driver(plan, idle, ticker, nanos -> at(nanos, this::wake), tally -> {
            if (result != null) {
                throw new AssertionError("a run ends once");
            }
            result = tally;
        });
    }

    /** Runs until nothing more happens. */
    Tally run() {
        return runUntil(Duration.ofDays(1));
    }

    /** Runs what happens by then, stops the run if it has not ended, and returns what came of it. */
    Tally runUntil(Duration end) {
        driver.begin();
        while (!events.isEmpty() && events.element().atNanos() <= end.toNanos()) {
            Event next = events.remove();
            ticker.advanceNanos(Math.max(0, next.atNanos() - now()));
            next.action().run();
        }
        if (result == null) {
            ticker.advanceNanos(end.toNanos() - now());
            driver.stop();
        }
        return driver.tally();
    }

    /** When each call was made, in milliseconds. */
    List<Double> sentAtMillis() {
        return sentAtNanos.stream().map(nanos -> nanos / 1e6).toList();
    }

    /** What was called. */
    List<String> paths() {
        return paths;
    }

    private Future<Reply> call(String path, IntFunction<@Nullable Duration> service) {
        Duration takes = service.apply(sentAtNanos.size());
        sentAtNanos.add(now());
        paths.add(path);
        if (takes == null) {
            return Promise.<Reply>promise().future();
        }
        if (takes.isZero()) {
            return Future.succeededFuture(Reply.answer(200, 1));
        }
        Promise<Reply> reply = Promise.promise();
        at(takes.toNanos(), () -> reply.complete(Reply.answer(200, 1)));
        return reply.future();
    }

    private void wake() {
        driver.wake();
    }

    private void at(long inNanos, Runnable action) {
        events.add(new Event(now() + inNanos, action));
    }

    private long now() {
        return ticker.nanos() - origin;
    }
}
