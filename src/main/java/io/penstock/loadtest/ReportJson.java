package io.penstock.loadtest;

import io.penstock.loadtest.Optimization.Finding;
import io.penstock.loadtest.Run.UpstreamFigures;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** A report as JSON. What is not known is null. */
final class ReportJson {

    private ReportJson() {}

    static JsonObject of(Report report) {
        JsonArray runs = new JsonArray();
        report.runs().forEach(run -> runs.add(run(run)));
        JsonArray findings = new JsonArray();
        report.findings().forEach(finding -> findings.add(finding(finding)));
        JsonArray verdicts = new JsonArray();
        report.verdicts().forEach(verdict -> verdicts.add(verdict(verdict)));
        return new JsonObject()
                .put("subject", report.subject())
                .put("machine", machine())
                .put("load", load(report.load()))
                .put("interrupted", report.interrupted())
                .put("runs", runs)
                .put("findings", findings)
                .put("verdicts", verdicts);
    }

    private static JsonObject machine() {
        return new JsonObject()
                .put("processors", Runtime.getRuntime().availableProcessors())
                .put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"))
                .put("java", Runtime.version().toString());
    }

    private static JsonObject load(Load load) {
        return new JsonObject()
                .put("ratePerSecond", load.rate())
                .put("concurrency", load.concurrency())
                .put("durationSeconds", load.duration().toMillis() / 1e3)
                .put("warmupSeconds", load.warmup().toMillis() / 1e3)
                .put("requests", load.requests())
                .put("timeoutSeconds", load.timeout().toMillis() / 1e3)
                .put("rounds", load.rounds());
    }

    private static JsonObject run(Run run) {
        return new JsonObject()
                .put("variant", run.variant())
                .put("round", run.round())
                .put("seconds", run.seconds())
                .put("lastFailureSeconds", run.lastFailureSeconds())
                .put("callsPerSecond", run.throughput())
                .put("calls", calls(run.calls()))
                .put("latencyMillis", latency(run.latency()))
                .put("upstream", upstream(run.upstream()))
                .put(
                        "gateway",
                        new JsonObject()
                                .put("cpuSeconds", run.gateway().cpuSeconds())
                                .put("cpuSecondsPer100kCalls", run.cpuSecondsPer100k())
                                .put("rssBytes", run.gateway().rssBytes()));
    }

    private static JsonObject calls(Calls calls) {
        JsonObject errors = new JsonObject();
        calls.errors().forEach(errors::put);
        return new JsonObject()
                .put("sent", calls.sent())
                .put("answered", calls.answered())
                .put("failed", calls.failed())
                .put("errors", errors)
                .put("notSent", calls.notSent())
                .put("unfinished", calls.unfinished())
                .put("bytes", calls.bytes());
    }

    private static JsonObject latency(Latency latency) {
        return new JsonObject()
                .put("p50", latency.p50())
                .put("p90", latency.p90())
                .put("p99", latency.p99())
                .put("p99.9", latency.p999())
                .put("max", latency.max());
    }

    private static @Nullable JsonObject upstream(@Nullable UpstreamFigures figures) {
        return figures == null
                ? null
                : new JsonObject()
                        .put("calls", figures.calls())
                        .put("connectionsOpened", figures.connectionsOpened())
                        .put("tokensIssued", figures.tokensIssued())
                        .put("tokensRefused", figures.tokensRefused())
                        .put("tokensMissing", figures.tokensMissing())
                        .put("tooManyRequests", figures.tooManyRequests())
                        .put("overQuota", figures.overQuota())
                        .put("duplicates", figures.duplicates());
    }

    private static JsonObject finding(Finding finding) {
        return new JsonObject()
                .put("optimization", finding.optimization())
                .put("helped", finding.helped())
                .put("told", finding.told());
    }

    private static JsonObject verdict(Verdict verdict) {
        return new JsonObject()
                .put("name", verdict.name())
                .put("expected", verdict.expected())
                .put("found", verdict.found())
                .put("met", verdict.met());
    }
}
