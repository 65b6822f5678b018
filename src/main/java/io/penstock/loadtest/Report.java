package io.penstock.loadtest;

import io.penstock.loadtest.Optimization.Finding;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What a load test showed.
 *
 * @param subject what was called
 * @param runs in the order in which they were made
 * @param findings of a comparison that was not broken off; else empty
 * @param verdicts on the scenario's bars, where the gateway was the load test's own and it was not broken off; else empty
 * @param interrupted whether the test was broken off; its last run may then be shorter than the others
 */
public record Report(
        String subject,
        Load load,
        List<Run> runs,
        List<Finding> findings,
        List<Verdict> verdicts,
        boolean interrupted) {

    /** Keeps copies of the lists. */
    public Report {
        runs = List.copyOf(runs);
        findings = List.copyOf(findings);
        verdicts = List.copyOf(verdicts);
    }

    /** Whether any call was answered. */
    public boolean anyAnswered() {
        return runs.stream().anyMatch(run -> run.calls().answered() > 0);
    }

    /** Whether every optimization that was compared did what it is for. */
    public boolean allHelped() {
        return findings.stream().allMatch(Finding::helped);
    }

    /** Whether no bar of the scenario was missed. */
    public boolean allMet() {
        return Verdict.allMet(verdicts);
    }

    /** A table for people, of several lines. */
    public String toTable() {
        return new ReportTable(this).write();
    }

    /** The same for programs; {@code docs/performance.md} describes the fields. */
    public JsonObject toJson() {
        return ReportJson.of(this);
    }

    /** The variants in the order of the first round. */
    List<String> variants() {
        return runs.stream().map(Run::variant).distinct().toList();
    }

    /** The runs of a variant. */
    List<Run> runsOf(String variant) {
        return runs.stream().filter(run -> run.variant().equals(variant)).toList();
    }
}
