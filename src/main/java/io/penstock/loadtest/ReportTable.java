package io.penstock.loadtest;

import io.penstock.loadtest.Run.UpstreamFigures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A report as text: a column for each variant, and for each beside the first how many times as much the first has. Of several
 * rounds, what counts things is summed up, and what measures is the median.
 */
final class ReportTable {

    private static final double MIB = 1 << 20;
    private static final String UNKNOWN = "not known";

    private final Report report;
    private final List<String> variants;
    private final List<List<String>> rows = new ArrayList<>();

    ReportTable(Report report) {
        this.report = report;
        this.variants = report.variants();
    }

    String write() {
        StringBuilder text = new StringBuilder(report.subject()).append('\n');
        text.append(report.load().describe());
        if (report.interrupted()) {
            text.append("; broken off, so this is what was done until then");
        }
        text.append("\n\n");
        if (report.runs().isEmpty()) {
            return text.append("nothing was measured\n").toString();
        }
        addRows();
        align(text);
        addNotes(text);
        report.findings()
                .forEach(finding -> text.append(finding.helped() ? "ok    " : "FAIL  ")
                        .append(finding.optimization())
                        .append(": ")
                        .append(finding.told())
                        .append('\n'));
        report.verdicts()
                .forEach(verdict -> text.append(verdict.met() ? "met     " : "MISSED  ")
                        .append(verdict.name())
                        .append(": ")
                        .append(verdict.found())
                        .append("; expected ")
                        .append(verdict.expected())
                        .append('\n'));
        return text.toString();
    }

    private void addRows() {
        addHead();
        calls("calls answered", Calls::answered);
        calls("calls failed", Calls::failed);
        calls("calls due, not sent", Calls::notSent);
        if (report.interrupted()) {
            calls("calls unfinished", Calls::unfinished);
        }
        median("calls answered/s", Run::throughput, perSecond -> Figures.decimal(perSecond, 0));
        median("latency p50, ms", run -> run.latency().p50(), Figures::millis);
        median("latency p90, ms", run -> run.latency().p90(), Figures::millis);
        median("latency p99, ms", run -> run.latency().p99(), Figures::millis);
        median("latency p99.9, ms", run -> run.latency().p999(), Figures::millis);
        median("latency max, ms", run -> run.latency().max(), Figures::millis);
        upstream("upstream calls", UpstreamFigures::calls);
        upstream("upstream connections opened", UpstreamFigures::connectionsOpened);
        if (report.runs().stream().anyMatch(ReportTable::wantsTokens)) {
            upstream("tokens issued", UpstreamFigures::tokensIssued);
            upstream("tokens refused by the upstream", UpstreamFigures::tokensRefused);
            upstream("tokens missing at the upstream", UpstreamFigures::tokensMissing);
        }
        if (report.runs().stream().anyMatch(ReportTable::meetsQuota)) {
            upstream("upstream answers of 429", UpstreamFigures::tooManyRequests);
            upstream("upstream calls over quota", UpstreamFigures::overQuota);
        }
        calls("bytes of bodies", Calls::bytes);
        median("gateway CPU, s", run -> run.gateway().cpuSeconds(), cpu -> Figures.decimal(cpu, 2));
        median("gateway CPU, s for 100,000 calls", Run::cpuSecondsPer100k, cpu -> Figures.decimal(cpu, 2));
        median("gateway RSS, MiB", ReportTable::residentMib, mib -> Figures.decimal(mib, 0));
    }

    private static boolean wantsTokens(Run run) {
        UpstreamFigures upstream = run.upstream();
        return upstream != null && upstream.tokensIssued() + upstream.tokensRefused() + upstream.tokensMissing() > 0;
    }

    private static boolean meetsQuota(Run run) {
        UpstreamFigures upstream = run.upstream();
        return upstream != null
                && upstream.tooManyRequests()
                                + upstream.overQuota()
                                + run.calls().refusedAtOnce(429)
                        > 0;
    }

    private static @Nullable Double residentMib(Run run) {
        Long bytes = run.gateway().rssBytes();
        return bytes == null ? null : bytes / MIB;
    }

    private void addHead() {
        List<String> cells = new ArrayList<>(List.of(""));
        for (String variant : variants) {
            cells.add(variant);
            if (cells.size() > 2) {
                cells.add("ratio");
            }
        }
        rows.add(cells);
    }

    private void calls(String label, ToLongFunction<Calls> count) {
        sum(label, run -> (double) count.applyAsLong(run.calls()));
    }

    private void upstream(String label, ToLongFunction<UpstreamFigures> count) {
        sum(label, run -> run.upstream() == null ? null : (double) count.applyAsLong(run.upstream()));
    }

    private void sum(String label, Figure figure) {
        row(label, figure, ReportTable::sum, count -> Figures.decimal(count, 0));
    }

    private void median(String label, Figure figure, DoubleFunction<String> format) {
        row(label, figure, ReportTable::median, format);
    }

    private void row(String label, Figure figure, ToDoubleFunction<double[]> gather, DoubleFunction<String> format) {
        List<String> cells = new ArrayList<>(List.of(label));
        double first = Double.NaN;
        for (String variant : variants) {
            double value = gather.applyAsDouble(known(figure, variant));
            cells.add(Double.isNaN(value) ? UNKNOWN : format.apply(value));
            if (cells.size() == 2) {
                first = value;
            } else {
                double ratio = first / value;
                cells.add(Double.isFinite(ratio) ? Figures.decimal(ratio, 2) : "");
            }
        }
        rows.add(cells);
    }

    private double[] known(Figure figure, String variant) {
        return report.runsOf(variant).stream()
                .map(figure::of)
                .filter(Objects::nonNull)
                .mapToDouble(value -> value)
                .toArray();
    }

    private static double sum(double[] values) {
        return values.length == 0 ? Double.NaN : Arrays.stream(values).sum();
    }

    private static double median(double[] values) {
        double[] sorted = Arrays.stream(values).sorted().toArray();
        int half = sorted.length / 2;
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    private void align(StringBuilder text) {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String pad = " ".repeat(widths[i] - row.get(i).length());
                line.append(i == 0 ? row.get(i) + pad : "  " + pad + row.get(i));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
    }

    private void addNotes(StringBuilder text) {
        text.append('\n');
        for (String variant : variants) {
            SortedMap<String, Long> errors = new TreeMap<>();
            long notSent = 0;
            for (Run run : report.runsOf(variant)) {
                run.calls().errors().forEach((kind, count) -> errors.merge(kind, count, Long::sum));
                notSent += run.calls().notSent();
            }
            if (!errors.isEmpty()) {
                String kinds = errors.entrySet().stream()
                        .map(error -> error.getKey() + " " + Figures.count(error.getValue()))
                        .collect(Collectors.joining(", "));
                text.append(variant).append(", failed: ").append(kinds).append('\n');
            }
            if (notSent > 0) {
                text.append(variant)
                        .append(", not sent: ")
                        .append(Figures.count(notSent))
                        .append(" calls were due when every connection was busy, to the end; their wait is in the")
                        .append(" percentiles. More --concurrency or less --rate sends them\n");
            }
        }
    }

    /** A figure of a run; null where it is not known. */
    @FunctionalInterface
    private interface Figure {

        @Nullable
        Double of(Run run);
    }
}
