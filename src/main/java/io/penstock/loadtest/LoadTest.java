package io.penstock.loadtest;

import io.penstock.loadtest.Optimization.Finding;
import io.penstock.loadtest.Optimization.Totals;
import io.penstock.loadtest.Run.GatewayFigures;
import io.penstock.loadtest.Run.UpstreamFigures;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * A load test: makes calls, measures, and reports. Used once. Its methods block, but for {@link #stop}, and are not to be
 * called on an event loop.
 */
public final class LoadTest implements AutoCloseable {

    private final Load load;
    private final Progress progress;
    // One loop each: what is called and who calls do not wait for each other.
    private final Vertx callers = oneLoop();
    private final Vertx upstreams = oneLoop();
    private final List<Place> places = new CopyOnWriteArrayList<>();
    private volatile boolean stopped;

    /** Told how a load test goes, on the thread that runs it. */
    public interface Progress {

        /** How the current step goes; takes the place of what was shown before. */
        void show(String line);

        /** What came of a step. */
        void tell(String line);
    }

    /** A load test that has not begun. */
    public LoadTest(Load load, Progress progress) {
        this.load = load;
        this.progress = progress;
    }

    /** Calls a gateway that runs already. What it costs, and what its upstream sees, is not known. */
    public Report of(Target target) throws InterruptedException {
        add(Stand.at(target));
        return new Report(target.toString(), load, rounds(), List.of(), List.of(), stopped);
    }

    /**
     * Runs a scenario with a gateway of its own.
     *
     * @param mainClass the program whose command {@code serve} is the gateway
     * @throws IOException where the gateway or its upstream does not start
     */
    public Report of(Scenario scenario, String mainClass) throws IOException, InterruptedException {
        add(Stand.start(scenario, null, upstreams, mainClass));
        return report(scenario, false);
    }

    /**
     * Runs a scenario with all optimizations, and without each of them, in turn; and judges by counts whether they help. All
     * gateways run from the beginning to the end. The order of the variants changes from round to round, so that whatever
     * else the machine does meets each of them.
     *
     * @param mainClass the program whose command {@code serve} is the gateway
     * @throws IOException where a gateway or its upstream does not start
     */
    public Report compare(Scenario scenario, String mainClass) throws IOException, InterruptedException {
        add(Stand.start(scenario, null, upstreams, mainClass));
        for (Optimization off : scenario.optimizations()) {
            add(Stand.start(scenario, off, upstreams, mainClass));
        }
        return report(scenario, true);
    }

    /** Ends the test soon, with a report of what was done so far. Thread-safe. */
    public void stop() {
        stopped = true;
        places.forEach(place -> place.generator().stop());
    }

    @Override
    public void close() {
        for (Place place : places) {
            place.generator().close();
            place.stand().close();
        }
        callers.close();
        upstreams.close();
    }

    private void add(Stand stand) {
        Generator generator = new Generator(callers, stand.target(), stand::authorization, load);
        places.add(new Place(stand, generator));
        if (stopped) {
            generator.stop();
        }
    }

    private Report report(Scenario scenario, boolean compared) throws InterruptedException {
        List<Run> runs = rounds();
        // Fewer calls than were asked for would show little.
        boolean whole = !stopped;
        return new Report(
                describe(scenario),
                load,
                runs,
                whole && compared ? judge(scenario, runs) : List.of(),
                whole ? scenario.verdicts(totals(runs, Stand.ALL_ON)) : List.of(),
                !whole);
    }

    private List<Run> rounds() throws InterruptedException {
        int rounds = load.rounds();
        List<Run> runs = new ArrayList<>();
        List<Place> order = new ArrayList<>(places);
        for (int round = 1; round <= rounds; round++) {
            String step = rounds == 1 ? "" : "round " + round + " of " + rounds + ", ";
            for (Place place : order) {
                String title = step + place.stand().variant();
                if (!stopped && !load.warmup().isZero()) {
                    place.generator().run(load.warmup(), Long.MAX_VALUE, show(title + ", warm-up: "));
                }
                if (!stopped) {
                    runs.add(measure(place, round, title + ": "));
                }
            }
            Collections.reverse(order);
        }
        return runs;
    }

    private Run measure(Place place, int round, String title) throws InterruptedException {
        Stand stand = place.stand();
        UpstreamFigures upstreamBefore = stand.upstreamFigures();
        GatewayFigures gatewayBefore = stand.gatewayFigures();
        stand.begin(load.duration());
        Tally tally = place.generator().run(load.duration(), load.maxRequests(), show(title));
        GatewayFigures gateway = stand.gatewayFigures().since(gatewayBefore);
        UpstreamFigures upstream = stand.upstreamFigures();
        progress.tell(title + tally.describe());
        return new Run(
                stand.variant(),
                round,
                tally.seconds(),
                tally.lastFailureSeconds(),
                tally.calls(),
                tally.latency(),
                upstream == null || upstreamBefore == null ? null : upstream.minus(upstreamBefore),
                gateway);
    }

    private Consumer<String> show(String title) {
        return how -> progress.show(title + how);
    }

    private static List<Finding> judge(Scenario scenario, List<Run> runs) {
        Totals on = totals(runs, Stand.ALL_ON);
        return scenario.optimizations().stream()
                .map(each -> each.judge().judge(on, totals(runs, Stand.without(each))))
                .toList();
    }

    private static Totals totals(List<Run> runs, String variant) {
        return runs.stream()
                .filter(run -> run.variant().equals(variant))
                .map(Run::totals)
                .reduce(Totals.NONE, Totals::plus);
    }

    private static String describe(Scenario scenario) {
        return scenario.name() + ": " + scenario.summary();
    }

    private static Vertx oneLoop() {
        return Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
    }

    /** A stand, and what calls it. */
    private record Place(Stand stand, Generator generator) {}
}
