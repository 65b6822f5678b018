package io.penstock.loadtest;

import io.penstock.loadtest.Optimization.Finding;
import io.penstock.loadtest.Optimization.Totals;
import java.util.List;
import java.util.Map;

/** One slow answer that all callers want: with coalescing a few calls to the upstream serve all of them. */
final class CoalescingScenario implements Scenario {

    private static final String NAME = "coalescing";
    private static final int MILLIS = 500;

    /** With two callers or more at a time, at most half of the calls should reach the upstream. */
    private static final int LEAST_SAVED = 2;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "an answer that takes " + MILLIS + " ms, asked for by all callers alike, with one call or with one each";
    }

    @Override
    public List<String> paths() {
        return List.of("/" + UPSTREAM + "/slow/" + MILLIS);
    }

    @Override
    public Map<String, String> settings(String upstreamUrl) {
        String pool = "upstreams." + UPSTREAM + ".pool.";
        return Map.of(pool + "size", "32", pool + "maxWaiting", Integer.toString(Load.MAX_CONCURRENCY));
    }

    @Override
    public List<Optimization> optimizations() {
        return List.of(new Optimization(NAME, "ENABLE_COALESCING", CoalescingScenario::judge));
    }

    @Override
    public List<Verdict> verdicts(Totals on) {
        // Each takes at least that long, and one of each run may not be over when the last caller has its answer.
        long oneAtATime =
                (long) (on.times().seconds() * 1_000 / MILLIS) + on.times().runs();
        return List.of(Verdict.atMost(
                "upstream calls, one at a time", oneAtATime, on.upstream().calls()));
    }

    private static Finding judge(Totals on, Totals off) {
        long answeredOn = on.calls().answered();
        long answeredOff = off.calls().answered();
        boolean helped = answeredOn > 0
                && answeredOff > 0
                && on.upstream().calls() * LEAST_SAVED <= answeredOn
                && off.upstream().calls() >= answeredOff;
        return new Finding(
                NAME,
                helped,
                "on, " + on.upstream().calls() + " calls to the upstream for " + answeredOn + " answers; off, "
                        + off.upstream().calls() + " for " + answeredOff
                        + "; expected at most one for " + LEAST_SAVED
                        + " with it, which takes more than one caller, and at least one for each without it");
    }
}
