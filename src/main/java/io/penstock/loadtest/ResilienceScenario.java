package io.penstock.loadtest;

import io.penstock.loadtest.Optimization.Finding;
import io.penstock.loadtest.Optimization.Totals;
import java.util.List;
import java.util.Map;

/**
 * An upstream that allows 100 calls a second, of which callers offer four times as many. With resilience the gateway sends
 * what the upstream allows, and refuses at once, with the time to come back, what could not be sent in time. Without it
 * everything is sent, and callers see the upstream's 429s.
 */
final class ResilienceScenario implements Scenario {

    private static final String NAME = "resilience";
    private static final int TOO_MANY = 429;

    private static final int PER_SECOND = 100;
    private static final int OFFERED = 4 * PER_SECOND;
    private static final int WINDOW_SECONDS = 5;
    private static final int PER_WINDOW = PER_SECOND * WINDOW_SECONDS;

    /** What the gateway leaves unused by default. */
    private static final double HEADROOM = 0.02;

    private static final double LEAST_USED = 0.97;
    private static final double MOST_LATE = 0.05;

    @Override
    public String name() {
        return "resilience";
    }

    @Override
    public String summary() {
        return OFFERED + " calls/s to an upstream that allows " + PER_SECOND;
    }

    @Override
    public List<String> paths() {
        return List.of("/" + UPSTREAM + "/limited/ratelimit?limit=" + PER_WINDOW + "&window=" + WINDOW_SECONDS + "s");
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
                upstream + "rateLimit.limit",
                Integer.toString(PER_WINDOW),
                upstream + "rateLimit.interval",
                WINDOW_SECONDS + "s",
                // What leaves at once takes of what the headroom is for: calls that a pause crowds together.
                upstream + "rateLimit.burst",
                "4",
                // So that fewer wait than there are connections, and the others are there to be refused.
                upstream + "pool.maxWait",
                "400ms",
                upstream + "pool.size",
                "32");
    }

    @Override
    public List<Optimization> optimizations() {
        return List.of(new Optimization(NAME, "ENABLE_RESILIENCE", this::judge));
    }

    @Override
    public List<Verdict> verdicts(Totals on) {
        long atOnce = on.calls().refusedAtOnce(TOO_MANY);
        long late = on.calls().refusedLate(TOO_MANY);
        return List.of(
                Verdict.none("429s of the upstream at callers", on.calls().refused(TOO_MANY)),
                Verdict.none("429s of the upstream", on.upstream().tooManyRequests()),
                Verdict.none(
                        "calls to the upstream over its quota", on.upstream().overQuota()),
                Verdict.atLeast("quota less headroom used, %", 100 * LEAST_USED, 100 * used(on)),
                Verdict.atMost("late refusals, % of all", 100 * MOST_LATE, 100.0 * late / Math.max(1, atOnce + late)));
    }

    private Finding judge(Totals on, Totals off) {
        long atOnce = on.calls().refusedAtOnce(TOO_MANY);
        long late = on.calls().refusedLate(TOO_MANY);
        boolean needed = off.calls().refused(TOO_MANY) > 0 && off.upstream().overQuota() > 0;
        return new Finding(
                NAME,
                Verdict.allMet(verdicts(on)) && atOnce > 0 && needed,
                "on, " + told(on) + ", " + atOnce + " calls refused at once and " + late
                        + " late by the gateway, with the wait, " + percent(used(on))
                        + " of the quota less headroom used; off, "
                        + told(off)
                        + "; expected no 429 of the upstream and none over quota with it and some without it,"
                        + " at most 5 % of the refusals late, and at least " + percent(LEAST_USED) + " used");
    }

    private static String told(Totals totals) {
        return totals.calls().refused(TOO_MANY) + " of " + totals.calls().sent() + " calls got a 429 of the upstream, "
                + totals.upstream().overQuota() + " sent over quota";
    }

    /** The share that was used of what the upstream allowed meanwhile, less the headroom. */
    private static double used(Totals totals) {
        double allowed = PER_SECOND * totals.times().seconds() * (1 - HEADROOM);
        return allowed == 0 ? 0 : totals.calls().answered() / allowed;
    }

    private static String percent(double share) {
        return Figures.decimal(100 * share, 1) + " %";
    }
}
