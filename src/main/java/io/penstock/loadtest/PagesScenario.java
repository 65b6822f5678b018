package io.penstock.loadtest;

import io.penstock.loadtest.Optimization.Finding;
import io.penstock.loadtest.Optimization.Totals;
import java.util.List;
import java.util.Map;

/**
 * A collection in ten pages. With incremental loading one call brings all its items, without it the first page, and its callers
 * would have to follow the links themselves.
 */
final class PagesScenario implements Scenario {

    private static final String NAME = "incremental loading";
    private static final int PAGES = 10;
    private static final int PAGE_SIZE = 100;

    /** The upstream's items have a little more. */
    private static final int BYTES_OF_AN_ITEM = 80;

    @Override
    public String name() {
        return "pages";
    }

    @Override
    public String summary() {
        return PAGES + " pages of " + PAGE_SIZE + " items as one stream, or the first of them";
    }

    @Override
    public List<String> paths() {
        return List.of("/" + UPSTREAM + "/collections/link?count=" + PAGES * PAGE_SIZE + "&limit=" + PAGE_SIZE);
    }

    @Override
    public Map<String, String> fields(String path) {
        return Map.of("Accept", "application/x-ndjson");
    }

    @Override
    public Map<String, String> settings(String upstreamUrl) {
        String pool = "upstreams." + UPSTREAM + ".pool.";
        return Map.of(
                // All callers ask for the same, and without walks they would share a page.
                "features.coalescing",
                "false",
                pool + "size",
                "32",
                pool + "maxWaiting",
                Integer.toString(Load.MAX_CONCURRENCY));
    }

    @Override
    public List<Optimization> optimizations() {
        return List.of(new Optimization(NAME, "ENABLE_INCREMENTAL_LOADING", PagesScenario::judge));
    }

    @Override
    public List<Verdict> verdicts(Totals on) {
        return List.of(
                Verdict.none("calls that failed", on.calls().failed()),
                Verdict.atLeast(
                        "bytes of an answer, which has all items",
                        (long) PAGES * PAGE_SIZE * BYTES_OF_AN_ITEM,
                        perAnswer(on)));
    }

    private static Finding judge(Totals on, Totals off) {
        boolean both = on.calls().answered() > 0 && off.calls().answered() > 0;
        // Items alone are a little shorter than the lists that they come in.
        boolean all = both && perAnswer(on) >= (PAGES - 1) * perAnswer(off);
        return new Finding(
                NAME,
                all,
                "on, " + perAnswer(on) + " bytes an answer from "
                        + on.upstream().calls() + " upstream calls for "
                        + on.calls().answered() + "; off, " + perAnswer(off) + " from "
                        + off.upstream().calls() + " for " + off.calls().answered() + "; expected "
                        + (PAGES - 1) + " times the bytes at least");
    }

    private static long perAnswer(Totals totals) {
        return totals.calls().bytes() / Math.max(1, totals.calls().answered());
    }
}
