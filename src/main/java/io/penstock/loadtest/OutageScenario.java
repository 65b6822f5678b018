package io.penstock.loadtest;

import io.penstock.demo.DemoApi;
import io.penstock.loadtest.Optimization.Finding;
import io.penstock.loadtest.Optimization.Times;
import io.penstock.loadtest.Optimization.Totals;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * An upstream that answers 503 to everything in the first half of each run. With resilience the breaker spares it calls,
 * retries add few, and callers get through again soon after its return. Without it every call is sent.
 */
final class OutageScenario implements Scenario {

    private static final String NAME = "resilience";

    private static final int OFFERED = 200;
    private static final Duration LONGEST_OPEN = Duration.ofSeconds(2);

    /** What a call may take, and a run's beginning. */
    private static final double SLACK_SECONDS = 0.5;

    private static final double LATEST_SECONDS = LONGEST_OPEN.toMillis() / 1e3 + SLACK_SECONDS;

    private static final double MOST_AMPLIFIED = 1.2;

    @Override
    public String name() {
        return "outage";
    }

    @Override
    public String summary() {
        return "an upstream that fails in the first half of each run, and its breaker opens for "
                + LONGEST_OPEN.toSeconds() + " s at most";
    }

    @Override
    public List<String> paths() {
        return List.of("/" + UPSTREAM + "/bytes/1024");
    }

    @Override
    public Integer rate() {
        return OFFERED;
    }

    @Override
    public Map<String, String> settings(String upstreamUrl) {
        String upstream = "upstreams." + UPSTREAM + ".";
        return Map.of(
                // All callers ask for the same.
                "features.coalescing",
                "false",
                upstream + "breaker.openFor",
                "1s",
                upstream + "breaker.maxOpenFor",
                LONGEST_OPEN.toSeconds() + "s",
                upstream + "pool.size",
                "32");
    }

    @Override
    public void begin(DemoApi upstream, Duration duration) {
        upstream.inject(new JsonObject().put("fault", "status").put("for", duration.toMillis() / 2 + "ms"));
    }

    @Override
    public List<Optimization> optimizations() {
        return List.of(new Optimization(NAME, "ENABLE_RESILIENCE", this::judge));
    }

    @Override
    public List<Verdict> verdicts(Totals on) {
        return List.of(
                Verdict.atLeast("calls answered", 1, on.calls().answered()),
                Verdict.atMost("upstream calls for each call", MOST_AMPLIFIED, amplified(on)),
                Verdict.atMost(
                        "seconds from the upstream's return to the last failure",
                        LATEST_SECONDS,
                        recoverySeconds(on.times())));
    }

    private Finding judge(Totals on, Totals off) {
        boolean spared = on.upstream().calls() < off.upstream().calls();
        return new Finding(
                NAME,
                Verdict.allMet(verdicts(on)) && spared,
                "on, " + told(on) + ", and the last call failed " + Figures.decimal(recoverySeconds(on.times()), 1)
                        + " s after the upstream's return; off, " + told(off)
                        + "; expected at most " + Figures.decimal(MOST_AMPLIFIED, 2)
                        + " for each call, fewer with it than without it, and no failure later than "
                        + Figures.decimal(LATEST_SECONDS, 1) + " s after its return, the breaker's time and a call's");
    }

    private static String told(Totals totals) {
        return totals.upstream().calls() + " upstream calls for "
                + totals.calls().sent() + " (" + Figures.decimal(amplified(totals), 2) + " for each)";
    }

    private static double amplified(Totals totals) {
        return (double) totals.upstream().calls() / Math.max(1, totals.calls().sent());
    }

    /** From the middle of a run to the end of the last call that failed; 0 where that came before. */
    private static double recoverySeconds(Times times) {
        return times.runs() == 0 ? 0 : Math.max(0, times.lastFailureSeconds() - times.seconds() / times.runs() / 2);
    }
}
