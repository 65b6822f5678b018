package io.penstock.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.loadtest.Optimization.Finding;
import io.penstock.loadtest.Run.GatewayFigures;
import io.penstock.loadtest.Run.UpstreamFigures;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ReportTest {

    private static final Load LOAD =
            new Load(null, 64, Duration.ofSeconds(10), Duration.ofSeconds(5), null, Duration.ofSeconds(10), 3);
    private static final Finding HELPED = new Finding("pooling", true, "5 and 1000");
    private static final Finding DID_NOT_HELP = new Finding("pooling", false, "5 and 5");
    private static final Verdict MET = Verdict.atMost("connections", 32, 5);
    private static final Verdict MISSED = Verdict.none("401s", 1_200);

    @Test
    void table_ofAComparison_showsSumsMediansAndRatios() {
        Report report = new Report(
                "pool: small answers",
                LOAD,
                List.of(
                        run("all on", 1, 20_000, 1.0, 16),
                        run("no pool", 1, 10_000, 4.0, 10_000),
                        run("no pool", 2, 9_000, 5.0, 9_000),
                        run("all on", 2, 30_000, 2.0, 0),
                        run("all on", 3, 22_000, 1.5, 0),
                        run("no pool", 3, 11_000, 6.0, 11_000)),
                List.of(HELPED),
                List.of(),
                false);

        assertThat(report.toTable()).isEqualTo("""
                pool: small answers
                closed loop over 64 connections, 10 s after 5 s of warm-up, 3 rounds: counts are sums, the rest are medians

                                                      all on     no pool  ratio
                calls answered                        72,000      30,000   2.40
                calls failed                               0           0
                calls due, not sent                        0           0
                calls answered/s                       2,200       1,000   2.20
                latency p50, ms                         1.50        5.00   0.30
                latency p90, ms                         3.00        10.0   0.30
                latency p99, ms                         4.50        15.0   0.30
                latency p99.9, ms                       6.00        20.0   0.30
                latency max, ms                         7.50        25.0   0.30
                upstream calls                        72,000      30,000   2.40
                upstream connections opened               16      30,000   0.00
                bytes of bodies                   73,728,000  30,720,000   2.40
                gateway CPU, s                          1.10        0.50   2.20
                gateway CPU, s for 100,000 calls        5.00        5.00   1.00
                gateway RSS, MiB                         100         100   1.00

                ok    pooling: 5 and 1000
                """);
    }

    @Test
    void table_withoutAGatewayOfItsOwn_saysWhatIsNotKnown() {
        Run run = new Run(
                "gateway", 1, 1, 0, calls(Map.of(), 0), new Latency(1, 1, 1, 1, 1), null, GatewayFigures.UNKNOWN);

        String table = new Report("http://localhost:1/", LOAD, List.of(run), List.of(), List.of(), false).toTable();

        assertThat(table)
                .containsPattern("upstream calls +not known\n")
                .containsPattern("upstream connections opened +not known\n")
                .containsPattern("gateway CPU, s +not known\n")
                .containsPattern("gateway RSS, MiB +not known\n");
    }

    @Test
    void table_namesErrorsByKind_andWhatWasNotSent() {
        Calls calls = calls(Map.of("timeout", 3L, "status 503", 1_200L), 45_000);
        Run run = new Run("all on", 1, 1, 0, calls, new Latency(1, 1, 1, 1, 1), null, GatewayFigures.UNKNOWN);

        String table = new Report("pool", LOAD, List.of(run), List.of(), List.of(), false).toTable();

        assertThat(table)
                .contains("all on, failed: status 503 1,200, timeout 3\n")
                .contains("all on, not sent: 45,000 calls were due when every connection was busy");
    }

    @Test
    void table_ofAnUpstreamWithAQuota_showsWhetherItWasKept() {
        Run run = new Run(
                "all on",
                1,
                1,
                0,
                calls(Map.of("refused 429", 7L), 0),
                new Latency(1, 1, 1, 1, 1),
                new UpstreamFigures(10, 1, 0, 0, 0, 2, 3, 0),
                GatewayFigures.UNKNOWN);

        String table = new Report("resilience", LOAD, List.of(run), List.of(), List.of(), false).toTable();

        assertThat(table)
                .containsPattern("upstream answers of 429 +2\n")
                .containsPattern("upstream calls over quota +3\n");
    }

    @Test
    void table_ofATestThatWasBrokenOff_saysSo() {
        Report report = new Report("pool", LOAD, List.of(), List.of(), List.of(), true);

        assertThat(report.toTable()).contains("broken off").contains("nothing was measured");
    }

    @Test
    void findings_thatDidNotHelp_areShown_andFailTheReport() {
        Report report = new Report(
                "pool", LOAD, List.of(run("all on", 1, 10, 1, 1)), List.of(HELPED, DID_NOT_HELP), List.of(), false);

        assertThat(report.allHelped()).isFalse();
        assertThat(report.toTable()).contains("FAIL  pooling: 5 and 5");
    }

    @Test
    void verdicts_areShown_andOneThatIsMissedTells() {
        Report report =
                new Report("pool", LOAD, List.of(run("all on", 1, 10, 1, 1)), List.of(), List.of(MET, MISSED), false);

        assertThat(report.allMet()).isFalse();
        assertThat(report.toTable()).endsWith("""

                met     connections: 5; expected at most 32
                MISSED  401s: 1,200; expected none
                """);
        assertThat(report.toJson().getJsonArray("verdicts").getJsonObject(1))
                .isEqualTo(new JsonObject()
                        .put("name", "401s")
                        .put("expected", "none")
                        .put("found", "1,200")
                        .put("met", false));
    }

    @Test
    void json_hasNullForWhatIsNotKnown() {
        Run run = new Run(
                "gateway",
                1,
                2,
                0,
                calls(Map.of("timeout", 3L), 4),
                new Latency(1, 2, 3, 4, 5),
                null,
                GatewayFigures.UNKNOWN);

        JsonObject json = new Report("http://localhost:1/", LOAD, List.of(run), List.of(), List.of(), false).toJson();
        JsonObject shown = json.getJsonArray("runs").getJsonObject(0);

        assertThat(json.getJsonObject("load")).contains(Map.entry("concurrency", 64));
        assertThat(json.getJsonObject("load").getValue("ratePerSecond")).isNull();
        assertThat(shown.getJsonObject("calls").getJsonObject("errors")).isEqualTo(new JsonObject().put("timeout", 3L));
        assertThat(shown.getJsonObject("latencyMillis").getDouble("p99.9")).isEqualTo(4);
        assertThat(shown.containsKey("upstream")).isTrue();
        assertThat(shown.getValue("upstream")).isNull();
        assertThat(shown.getJsonObject("gateway").getValue("cpuSeconds")).isNull();
    }

    @Test
    void json_hasTheFieldsThatAreDocumented() throws IOException {
        JsonObject json = new Report(
                        "pool", LOAD, List.of(run("all on", 1, 10, 1, 1)), List.of(HELPED), List.of(MET), false)
                .toJson();
        Set<String> fields = new TreeSet<>();
        addFields("", json, fields);

        String documented = Files.readString(Path.of("docs/performance.md"));

        assertThat(fields)
                .isNotEmpty()
                .allSatisfy(field -> assertThat(documented).contains("| `" + field + "` |"));
    }

    private static void addFields(String prefix, JsonObject object, Set<String> fields) {
        for (Map.Entry<String, Object> entry : object) {
            String name = prefix + entry.getKey();
            if (entry.getValue() instanceof JsonObject inner && !inner.isEmpty()) {
                addFields(name + ".", inner, fields);
            } else if (entry.getValue() instanceof JsonArray array) {
                addFields(name + "[].", array.getJsonObject(0), fields);
            } else {
                fields.add(name);
            }
        }
    }

    private static Run run(String variant, int round, long answered, double millis, long connections) {
        return new Run(
                variant,
                round,
                10,
                0,
                new Calls(answered, answered, new TreeMap<>(), 0, 0, answered * 1024),
                new Latency(millis, 2 * millis, 3 * millis, 4 * millis, 5 * millis),
                new UpstreamFigures(answered, connections, 0, 0, 0),
                new GatewayFigures(answered * 5e-5, 100L << 20));
    }

    private static Calls calls(Map<String, Long> errors, long notSent) {
        return new Calls(100, 10, new TreeMap<>(errors), notSent, 0, 0);
    }
}
