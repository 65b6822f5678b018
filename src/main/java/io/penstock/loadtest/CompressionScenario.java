package io.penstock.loadtest;

import io.penstock.loadtest.Optimization.Finding;
import io.penstock.loadtest.Optimization.Totals;
import java.util.List;
import java.util.Map;

/** Lists of items for callers that understand every coding: compressed, or as the upstream sends them. */
final class CompressionScenario implements Scenario {

    private static final String NAME = "compression";
    private static final int ITEMS = 300;

    /** Bare ones have 60. */
    private static final int MOST_BYTES_OF_AN_ITEM = 20;

    /** How many times as many bytes bare answers have at least. */
    private static final int LEAST_SAVED = 3;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "lists of " + ITEMS + " items, compressed for callers that understand it, or as they are";
    }

    @Override
    public List<String> paths() {
        return List.of("/" + UPSTREAM + "/items?limit=" + ITEMS);
    }

    @Override
    public Map<String, String> fields(String path) {
        return Map.of("Accept-Encoding", "gzip, deflate, br, zstd");
    }

    @Override
    public Map<String, String> settings(String upstreamUrl) {
        String pool = "upstreams." + UPSTREAM + ".pool.";
        return Map.of(
                pool + "size",
                "32",
                pool + "maxWaiting",
                Integer.toString(Load.MAX_CONCURRENCY),
                // Every caller's answer comes from the upstream, so that both variants do the same but for the bytes.
                "features.coalescing",
                "false");
    }

    @Override
    public List<Optimization> optimizations() {
        return List.of(new Optimization(NAME, "ENABLE_COMPRESSION", CompressionScenario::judge));
    }

    @Override
    public List<Verdict> verdicts(Totals on) {
        return List.of(
                Verdict.none("calls that failed", on.calls().failed()),
                Verdict.atMost("bytes of an answer", ITEMS * MOST_BYTES_OF_AN_ITEM, bytesOfAnAnswer(on)));
    }

    private static Finding judge(Totals on, Totals off) {
        long with = bytesOfAnAnswer(on);
        long without = bytesOfAnAnswer(off);
        return new Finding(
                NAME,
                with > 0 && with * LEAST_SAVED <= without,
                "on, " + with + " bytes for the body of an answer; off, " + without + "; expected at most one for "
                        + LEAST_SAVED + " with it");
    }

    /** 0 where there was none. */
    private static long bytesOfAnAnswer(Totals totals) {
        Calls calls = totals.calls();
        return calls.answered() == 0 ? 0 : calls.bytes() / calls.answered();
    }
}
