package io.penstock.loadtest;

import io.penstock.loadtest.Optimization.Finding;
import io.penstock.loadtest.Optimization.Totals;
import java.util.List;
import java.util.Map;

/**
 * Small urgent answers and large ones that can wait, in turn, with a bound of direct memory that the large ones pass. With the
 * memory guard some of the large ones are refused, others are served when memory is free again, and all urgent ones are served.
 */
final class MemoryScenario implements Scenario {

    private static final String NAME = "memory optimization";
    private static final String BULK = "/" + UPSTREAM + "/bytes/4194304";
    private static final String URGENT = "/" + UPSTREAM + "/bytes/1024";
    private static final int UNAVAILABLE = 503;

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String summary() {
        return "4 MiB answers that can wait and 1 KiB answers that cannot, while direct memory is short";
    }

    @Override
    public List<String> paths() {
        return List.of(BULK, URGENT);
    }

    @Override
    public Map<String, String> fields(String path) {
        return Map.of("Priority", path.equals(BULK) ? "u=7" : "u=0");
    }

    @Override
    public Map<String, String> settings(String upstreamUrl) {
        String pool = "upstreams." + UPSTREAM + ".pool.";
        return Map.of(
                // All callers ask for the same.
                "features.coalescing",
                "false",
                "memory.maxDirect",
                "64KiB",
                "memory.interval",
                "10ms",
                pool + "size",
                "32",
                pool + "maxWaiting",
                Integer.toString(Load.MAX_CONCURRENCY));
    }

    @Override
    public List<Optimization> optimizations() {
        return List.of(new Optimization(NAME, "ENABLE_MEMORY_OPTIMIZATION", this::judge));
    }

    @Override
    public List<Verdict> verdicts(Totals on) {
        long refused = refused(on);
        // Every other call is urgent.
        long bulk = (on.calls().sent() + 1) / 2;
        return List.of(
                Verdict.atLeast("calls refused with 503", 1, refused),
                Verdict.atMost(
                        "calls refused with 503, of " + Figures.count(bulk) + " that can wait", bulk - 1, refused),
                Verdict.none("calls that failed in another way", on.calls().failed() - refused));
    }

    private Finding judge(Totals on, Totals off) {
        boolean noneWithout = off.calls().answered() > 0 && refused(off) == 0;
        return new Finding(
                NAME,
                Verdict.allMet(verdicts(on)) && noneWithout,
                told("on", on) + told("off", off)
                        + "expected some of the calls that can wait to be refused with it, others to be served, and none"
                        + " refused without it");
    }

    private static long refused(Totals totals) {
        return totals.calls().refusedAtOnce(UNAVAILABLE) + totals.calls().refusedLate(UNAVAILABLE);
    }

    private static String told(String variant, Totals totals) {
        return variant + ", " + refused(totals) + " of "
                + totals.calls().sent() + " calls refused with 503, half of which can wait, and "
                + totals.calls().answered() + " answered; ";
    }
}
