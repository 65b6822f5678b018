package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The load test as a program: gateways in processes of their own, and verdicts that rest on counts. */
class LoadTestIT {

    // Up to five virtual machines start in one test.
    private static final Duration DEADLINE = Duration.ofSeconds(90);
    private static final int CALLS = 200;
    private static final Pattern CALLED = Pattern.compile("all on: [1-9][0-9,]* calls");

    @TempDir
    private Path directory;

    @Test
    void compareOfThePool_showsThatItHelps() throws Exception {
        Path json = directory.resolve("report.json");
        try (PenstockProcess test = PenstockProcess.start(
                Map.of("UPSTREAM_URL", "http://no.such.host.invalid", "ENABLE_CONNECTION_MANAGEMENT", "maybe"),
                "load-test",
                "--scenario=pool",
                "--compare",
                "--rounds=2",
                "--requests=" + CALLS,
                "--concurrency=8",
                "--warmup=0s",
                "--duration=60s",
                "--json=" + json)) {
            Await.until("its end", DEADLINE, () -> !test.alive());

            assertThat(test.exitCode()).as(test.output()).isZero();
            assertThat(test.output())
                    .contains("ok    connection management: on, ")
                    .containsPattern("calls failed +0 +0");
            JsonObject report = new JsonObject(Files.readString(json));
            JsonArray runs = report.getJsonArray("runs");
            assertThat(runs.stream().map(run -> ((JsonObject) run).getString("variant")))
                    .containsExactly("all on", "no connection management", "no connection management", "all on");
            for (Object each : runs) {
                JsonObject run = (JsonObject) each;
                assertThat(run.getJsonObject("calls").getInteger("answered")).isEqualTo(CALLS);
                assertThat(run.getJsonObject("calls").getInteger("bytes")).isEqualTo(CALLS * 1024);
                assertThat(run.getJsonObject("upstream").getInteger("calls")).isEqualTo(CALLS);
                int opened = run.getJsonObject("upstream").getInteger("connectionsOpened");
                if (run.getString("variant").equals("all on")) {
                    assertThat(opened).isLessThanOrEqualTo(8);
                } else {
                    assertThat(opened).isGreaterThanOrEqualTo(CALLS);
                }
            }
        }
    }

    @Test
    void compareOfTokens_showsThatCallersSeeNo401() throws Exception {
        Path json = directory.resolve("report.json");
        try (PenstockProcess test = PenstockProcess.start(
                Map.of("UPSTREAM_CLIENT_ID", "somebody", "PENSTOCK_STORE_KEY", "no key"),
                "load-test",
                "--scenario=tokens",
                "--compare",
                "--rounds=1",
                "--rate=50",
                "--concurrency=4",
                "--warmup=0s",
                "--duration=5s",
                "--json=" + json)) {
            Await.until("its end", DEADLINE, () -> !test.alive());

            assertThat(test.exitCode()).as(test.output()).isZero();
            assertThat(test.output())
                    .contains("ok    token management: on, 0 of ", "no token management, failed: status 401");
            JsonArray runs = new JsonObject(Files.readString(json)).getJsonArray("runs");
            JsonObject on = runs.getJsonObject(0);
            JsonObject off = runs.getJsonObject(1);
            assertThat(on.getJsonObject("calls").getInteger("failed")).isZero();
            assertThat(on.getJsonObject("upstream").getInteger("tokensMissing")).isZero();
            assertThat(on.getJsonObject("upstream").getInteger("tokensIssued")).isGreaterThan(1);
            assertThat(off.getJsonObject("calls").getInteger("answered"))
                    .as("the token is good at first")
                    .isPositive();
            assertThat(off.getJsonObject("upstream").getInteger("tokensRefused"))
                    .isEqualTo(
                            off.getJsonObject("calls").getJsonObject("errors").getInteger("status 401"));
        }
    }

    @Test
    void compareOfTheMemoryGuard_showsThatOnlyBulkIsRefused() throws Exception {
        try (PenstockProcess test = PenstockProcess.start(
                Map.of(),
                "load-test",
                "--scenario=memory",
                "--compare",
                "--rounds=1",
                "--concurrency=8",
                "--warmup=0s",
                "--duration=3s")) {
            Await.until("its end", DEADLINE, () -> !test.alive());

            assertThat(test.exitCode()).as(test.output()).isZero();
            assertThat(test.output()).contains("ok    memory optimization: on, ", "all on, failed: refused 503");
        }
    }

    @Test
    void compareOfAnOutage_showsThatTheUpstreamIsSpared() throws Exception {
        Path json = directory.resolve("report.json");
        try (PenstockProcess test = PenstockProcess.start(
                Map.of(),
                "load-test",
                "--scenario=outage",
                "--compare",
                "--rounds=1",
                "--warmup=0s",
                "--duration=6s",
                "--json=" + json)) {
            Await.until("its end", DEADLINE, () -> !test.alive());

            assertThat(test.output()).contains("resilience: on, ", "no resilience, failed: status 503");
            JsonArray runs = new JsonObject(Files.readString(json)).getJsonArray("runs");
            JsonObject on = runs.getJsonObject(0);
            JsonObject off = runs.getJsonObject(1);
            assertThat(on.getJsonObject("calls").getInteger("answered")).isPositive();
            assertThat(on.getJsonObject("calls").getJsonObject("errors").getInteger("refused 503"))
                    .isPositive();
            assertThat(on.getJsonObject("upstream").getInteger("calls"))
                    .isLessThan(off.getJsonObject("upstream").getInteger("calls"));
            assertThat(test.exitCode()).as(test.output()).isZero();
        }
    }

    @Test
    void compareOfResilience_showsThatNo429OfTheUpstreamReachesACaller() throws Exception {
        Path json = directory.resolve("report.json");
        try (PenstockProcess test = PenstockProcess.start(
                Map.of(),
                "load-test",
                "--scenario=resilience",
                "--compare",
                "--rounds=1",
                "--warmup=0s",
                "--duration=6s",
                "--json=" + json)) {
            Await.until("its end", DEADLINE, () -> !test.alive());

            // Whether the quota is used and none is over it depends on the machine, too: both are for a quiet one.
            assertThat(test.output()).contains("resilience: on, 0 of ");
            JsonArray runs = new JsonObject(Files.readString(json)).getJsonArray("runs");
            JsonObject on = runs.getJsonObject(0);
            JsonObject off = runs.getJsonObject(1);
            assertThat(on.getJsonObject("calls").getJsonObject("errors").getInteger("refused 429"))
                    .isPositive();
            assertThat(on.getJsonObject("calls").getJsonObject("errors").getInteger("status 429"))
                    .isNull();
            assertThat(off.getJsonObject("calls").getJsonObject("errors").getInteger("status 429"))
                    .isPositive();
            assertThat(off.getJsonObject("upstream").getInteger("overQuota")).isPositive();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "coalescing, coalescing, 8, 16",
        "batching, batching, 20, 200",
        "pages, incremental loading, 4, 20",
        "compression, compression, 4, 40"
    })
    void compare_ofFewCalls_showsWhatIsSaved(String scenario, String optimization, int callers, int calls)
            throws Exception {
        Path json = directory.resolve("report.json");
        try (PenstockProcess test = PenstockProcess.start(
                Map.of(),
                "load-test",
                "--scenario=" + scenario,
                "--compare",
                "--fail-on-missed",
                "--rounds=1",
                "--concurrency=" + callers,
                "--requests=" + calls,
                "--warmup=0s",
                "--duration=60s",
                "--json=" + json)) {
            Await.until("its end", DEADLINE, () -> !test.alive());

            assertThat(test.exitCode()).as(test.output()).isZero();
            assertThat(test.output()).contains("ok    " + optimization + ": on, ", "met     ");
            JsonObject report = new JsonObject(Files.readString(json));
            JsonObject on = report.getJsonArray("runs").getJsonObject(0);
            JsonObject off = report.getJsonArray("runs").getJsonObject(1);
            assertThat(List.of(on, off))
                    .allSatisfy(run -> assertThat(run.getJsonObject("calls").getInteger("answered"))
                            .isEqualTo(calls));
            assertThat(report.getJsonArray("verdicts"))
                    .isNotEmpty()
                    .allSatisfy(verdict ->
                            assertThat(((JsonObject) verdict).getBoolean("met")).isTrue());
            assertSaved(scenario, on, off, calls);
        }
    }

    private static void assertSaved(String scenario, JsonObject on, JsonObject off, int calls) {
        int bytesOn = on.getJsonObject("calls").getInteger("bytes");
        int bytesOff = off.getJsonObject("calls").getInteger("bytes");
        int callsOn = on.getJsonObject("upstream").getInteger("calls");
        int callsOff = off.getJsonObject("upstream").getInteger("calls");
        assertThat(callsOff).isEqualTo(calls);
        switch (scenario) {
            case "coalescing", "batching" -> assertThat(callsOn * 2).isLessThanOrEqualTo(calls);
            case "pages" -> {
                assertThat(callsOn).isEqualTo(10 * calls);
                assertThat(bytesOn).isGreaterThan(9 * bytesOff);
            }
            default -> {
                assertThat(callsOn).isEqualTo(calls);
                assertThat(bytesOn * 3).isLessThan(bytesOff);
            }
        }
    }

    @Test
    void barThatIsMissed_failsTheCommand_whereThatIsAskedFor() throws Exception {
        // Who is alone has nobody to share a batch with.
        try (PenstockProcess test = PenstockProcess.start(
                Map.of(),
                "load-test",
                "--scenario=batching",
                "--fail-on-missed",
                "--concurrency=1",
                "--requests=5",
                "--warmup=0s",
                "--json=-")) {
            Await.until("its end", DEADLINE, () -> !test.alive());

            assertThat(test.exitCode()).as(test.output()).isEqualTo(1);
            assertThat(test.output())
                    .contains("MISSED  upstream calls for 5 answers: 5; expected at most 2", "\"met\" : false");
        }
    }

    @Test
    void url_ofAGatewayThatRuns_isCalledAsItIs() throws Exception {
        try (RawServer upstream = RawServer.answering(RawServer.ok("hello"));
                TestGateway gateway = TestGateway.to(upstream.url());
                PenstockProcess test = PenstockProcess.start(
                        Map.of(),
                        "load-test",
                        "--url=http://127.0.0.1:" + gateway.port() + "/api/greeting?polite",
                        "--rate=1000",
                        "--requests=50",
                        "--warmup=0s")) {
            Await.until("its end", DEADLINE, () -> !test.alive());

            assertThat(test.exitCode()).as(test.output()).isZero();
            assertThat(test.output())
                    .containsPattern("calls answered +50\n")
                    .containsPattern("upstream calls +not known\n")
                    .containsPattern("bytes of bodies +250\n");
            assertThat(upstream.requests())
                    .hasSize(50)
                    .allSatisfy(request -> assertThat(request.line()).isEqualTo("GET /greeting?polite HTTP/1.1"));
        }
    }

    @Test
    void url_withoutAServer_reportsTheErrors_andFails() throws Exception {
        int free;
        try (RawServer server = RawServer.silent()) {
            free = server.port();
        }
        // No loopback address, and yet this machine.
        try (PenstockProcess test = PenstockProcess.start(
                Map.of(),
                "load-test",
                "--url=http://0.0.0.0:" + free,
                "--i-own-this-target",
                "--requests=10",
                "--warmup=0s",
                "--json=-")) {
            Await.until("its end", DEADLINE, () -> !test.alive());

            assertThat(test.exitCode()).as(test.output()).isEqualTo(1);
            assertThat(test.output()).contains("gateway, failed: connect 10", "\"connect\" : 10");
        }
    }

    @Test
    void signal_endsWithWhatWasDoneSoFar_andLeavesNoGatewayBehind() throws Exception {
        try (PenstockProcess test = PenstockProcess.start(Map.of(), "load-test", "--warmup=0s", "--duration=10m")) {
            Await.until("a gateway", DEADLINE, () -> !test.children().isEmpty());
            List<ProcessHandle> gateways = test.children();
            Await.until(
                    "progress", DEADLINE, () -> CALLED.matcher(test.output()).find());
            test.terminate();
            Await.until("its end", DEADLINE, () -> !test.alive());

            assertThat(test.exitCode()).as(test.output()).isEqualTo(143);
            assertThat(test.output()).contains("broken off").containsPattern("calls answered +[1-9]");
            Await.until("the gateway's end", () -> gateways.stream().noneMatch(ProcessHandle::isAlive));
        }
    }
}
