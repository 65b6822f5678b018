package io.penstock.loadtest;

import io.penstock.loadtest.Optimization.Finding;
import io.penstock.loadtest.Optimization.Totals;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Records asked for one by one, each by another caller: with batching a few calls to the upstream fetch many at once. */
final class BatchingScenario implements Scenario {

    private static final String NAME = "batching";
    private static final int MILLIS = 20;
    private static final int RECORDS = 10_000;

    /** With a hundred callers and two thousand calls a second far more should be saved; a few callers save this much. */
    private static final int LEAST_SAVED = 2;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "records of an upstream that takes " + MILLIS
                + " ms, each asked for by itself, in batches or one by one";
    }

    @Override
    public List<String> paths() {
        return IntStream.rangeClosed(1, RECORDS)
                .mapToObj(id -> "/" + UPSTREAM + "/records/" + id + "?delay=" + MILLIS)
                .toList();
    }

    @Override
    public Map<String, String> settings(String upstreamUrl) {
        return Map.of("upstreams." + UPSTREAM + ".pool.maxWaiting", Integer.toString(Load.MAX_CONCURRENCY));
    }

    @Override
    public String configuration() {
        return """
                upstreams:
                  %s:
                    routes:
                      - match: GET /records/{id}
                        batch: { request: "GET /records?ids={id,...}", items: data, key: id }
                """.formatted(UPSTREAM);
    }

    @Override
    public List<Optimization> optimizations() {
        return List.of(new Optimization(NAME, "ENABLE_BATCHING", BatchingScenario::judge));
    }

    @Override
    public List<Verdict> verdicts(Totals on) {
        return List.of(Verdict.atMost(
                "upstream calls for " + Figures.count(on.calls().answered()) + " answers",
                on.calls().answered() / LEAST_SAVED,
                on.upstream().calls()));
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
                        + " with it, which takes several callers, and at least one for each without it");
    }
}
