package io.penstock.batching.combine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.exchange.Exchange;
import io.penstock.exchange.MemoryPressure;
import io.penstock.exchange.RequestBody;
import io.penstock.exchange.RouteSettings;
import io.penstock.exchange.Stage;
import io.penstock.metrics.BatchingRecorder;
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
final class CombiningRig implements BatchingRecorder {

    static final String ROUTE = "GET /things/{id}";
    static final String BY_KEY = "request: 'GET /things?ids={id,...}', items: data, key: id";
    static final String ENVELOPE =
            "request: POST /batch, body: '[{\"id\":\"{index}\",\"url\":\"{target}\"},...]', key: id,"
                    + " status: status, headers: headers, content: body";

    private static final RouteSettings SETTINGS =
            new RouteSettings("api", ROUTE, 0, TimeUnit.SECONDS.toNanos(30), 0, 0, TimeUnit.SECONDS.toNanos(5), 0, 0);

    final FakeTicker ticker = new FakeTicker();
    final Combining combining;
    final List<UpstreamCall> calls = new ArrayList<>();
    final List<Asker> askers = new ArrayList<>();
    private final List<Loop> loops = new ArrayList<>();
    MemoryPressure.Level pressure = MemoryPressure.Level.NORMAL;
    int batches;
    int members;
    int halved;
    int fellBack;

    /** One event loop. */
    private final class Loop {

        final Deque<Runnable> tasks = new ArrayDeque<>();
        final DeadlineWheel wheel = new DeadlineWheel(ticker, new ManualAlarm(ticker));
        final Stage stage =
                combining.stage((exchange, outcome) -> calls.add(new UpstreamCall(exchange, outcome)), tasks::add);
    }

    /** So many loops; {@code batch} is what the route says, in YAML without the braces. */
    CombiningRig(int loops, String batch) {
        combining = new Combining(Batches.of(ROUTE, "{ " + batch + " }"), ROUTE, "", this, () -> pressure, ticker);
        for (int i = 0; i < loops; i++) {
            this.loops.add(new Loop());
        }
    }

    /** One who asks for a thing on a loop. */
    Asker ask(int loop, int id, String... fields) {
        return ask(loop, HttpMethod.GET, id, fields);
    }

    Asker ask(int loop, HttpMethod method, int id, String... fields) {
        MultiMap headers = HttpHeaders.headers().add("Host", "api");
        for (int i = 0; i < fields.length; i += 2) {
            headers.add(fields[i], fields[i + 1]);
        }
        Loop on = loops.get(loop);
        Exchange exchange = new Exchange(SETTINGS, on.wheel, method, "/things/" + id, headers, RequestBody.none());
        Asker asker = new Asker(exchange, id);
        askers.add(asker);
        on.stage.run(exchange, asker);
        return asker;
    }

    /** The call that was made last. */
    UpstreamCall lastCall() {
        return calls.get(calls.size() - 1);
    }

    /** What was asked of the upstream, in order. */
    List<String> targets() {
        return calls.stream().map(call -> call.exchange.target()).toList();
    }

    /** Runs the oldest task of a loop. */
    void runOne(int loop) {
        Runnable task = loops.get(loop).tasks.poll();
        if (task != null) {
            task.run();
        }
    }

    /** Runs tasks until there are none. */
    CombiningRig settle() {
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

    /** Every call is answered, all time passes, and then nobody may be left waiting, and nothing be kept. */
    void finish() {
        settle();
        for (boolean busy = true; busy; ) {
            List<UpstreamCall> open = calls.stream().filter(call -> !call.over).toList();
            open.forEach(UpstreamCall::finish);
            settle();
            advance(Duration.ofSeconds(2));
            settle();
            busy = calls.stream().anyMatch(call -> !call.over);
        }
        assertThat(askers).allMatch(Asker::done);
        assertThat(combining.gathering()).isZero();
        assertThat(loops).allMatch(loop -> loop.wheel.armed() == 0);
    }

    @Override
    public void sent(int count) {
        batches++;
        members += count;
    }

    @Override
    public void halved() {
        halved++;
    }

    @Override
    public void fellBack(int count) {
        fellBack += count;
    }
}
