package io.penstock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What {@code scripts/bench-peers.sh} makes of figures; the measuring itself needs a quiet machine and is not run here. */
@EnabledOnOs(OS.LINUX)
class BenchPeersTest {

    private static final Path BENCH = Path.of("scripts/bench");
    private static final String SCENARIOS = """
            java\tJava 17.0.15
            cpu\tA "quoted" \\ processor
            rounds\t3
            1k-64\t1024\t64\t1 KiB, 64 connections
            1k-256\t1024\t256\t1 KiB, 256 connections
            64k-64\t65536\t64\t64 KiB, 64 connections
            1m-64\t1048576\t64\t1 MiB, 64 connections
            large\t268435456\t1\t256 MiB, 1 connection
            """;

    @TempDir
    private Path directory;

    @Test
    void json_holdsMedianSpanAndRatio() throws Exception {
        JsonObject json = new JsonObject(awk("json.awk", figures()));

        assertThat(json.getJsonObject("machine").getString("cpu")).isEqualTo("A \"quoted\" \\ processor");
        assertThat(json.getJsonArray("scenarios")).hasSize(5);
        JsonObject scenario = json.getJsonArray("scenarios").getJsonObject(0);
        JsonObject cpu =
                scenario.getJsonObject("proxies").getJsonObject("penstock").getJsonObject("cpuSecondsPer100k");
        assertThat(cpu)
                .isEqualTo(new JsonObject()
                        .put("median", 2.1)
                        .put("min", 2)
                        .put("max", 9)
                        .put("toNginx", 1.05)
                        .put("rounds", new JsonArray(List.of(9, 2, 2.1))));
    }

    @Test
    void json_nginxWasNotMeasured_hasNoRatio() throws Exception {
        JsonObject json = new JsonObject(awk("json.awk", SCENARIOS + row("1k-64", "penstock", 1, "p99Ms", 3)));

        JsonObject proxies = json.getJsonArray("scenarios").getJsonObject(0).getJsonObject("proxies");
        assertThat(proxies.getJsonObject("penstock").getJsonObject("p99Ms").getValue("toNginx"))
                .isNull();
        assertThat(proxies.fieldNames()).containsExactly("penstock");
    }

    @Test
    void report_judgesWhatWasMeasured() throws Exception {
        assertThat(awk("report.awk", figures()))
                .contains("| CPU per request, 1 KiB, 64 connections | ≤ 1.10 × nginx | 1.05 × nginx | met |")
                .contains("| CPU per GB of a large body | ≤ 1.00 × nginx | 1.50 × nginx | missed by 50 % |")
                .contains("| 1 KiB, 64 connections | penstock | 2.10 | 1.05 | – |")
                .doesNotContain("idle connections");
    }

    @Test
    void wrkOutput_becomesFigures() throws Exception {
        String output = """
                  Latency Distribution
                     50%  980.00us
                     99%    1.05s
                  100000 requests in 5.00s, 120.50MB read
                  Socket errors: connect 1, read 2, write 0, timeout 3
                  Non-2xx or 3xx responses: 4
                """;

        assertThat(run(output, "awk", "-v", "cpu=2.5", "-f", bench("wrk.awk")).lines())
                .containsExactly(
                        "cpuSecondsPer100k 2.5000",
                        "requestsPerSecond 20000",
                        "p50Ms 0.980",
                        "p99Ms 1050.000",
                        "busy 0.500",
                        "errors 10");
    }

    @Test
    void h2loadLog_addsTheRequestsThatASlowAnswerHeldUp() throws Exception {
        assertThat(run("1\t200\t900\n2\t200\t3500\n", "awk", "-v", "rate=1000", "-f", bench("due.awk"))
                        .lines())
                .containsExactly("900", "3500", "2500", "1500");
        assertThat(run("1\t200\t3500\n", "awk", "-v", "rate=0", "-f", bench("due.awk"))
                        .lines())
                .containsExactly("3500");
    }

    @Test
    void draw_writesPicturesOfWhatWasMeasured() throws Exception {
        Path json = Files.writeString(directory.resolve("peers.json"), awk("json.awk", figures()));
        Path images = directory.resolve("images");

        run("", java(), bench("Draw.java"), json.toString(), images.toString());

        try (Stream<Path> files = Files.list(images)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "peers-cpu.svg", "peers-large.svg", "growth-body.svg", "growth-connections.svg");
        }
        for (String picture : List.of("peers-cpu.svg", "growth-body.svg")) {
            DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(images.resolve(picture).toFile());
        }
        assertThat(images.resolve("peers-cpu.svg")).content().contains(">2.10<").contains(">penstock<");
    }

    @Test
    void script_unknownPart_namesTheKnownOnes() throws Exception {
        Process process = new ProcessBuilder("sh", "scripts/bench-peers.sh", "--only", "1k,2k")
                .redirectErrorStream(true)
                .start();

        assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
                .startsWith("bench-peers: --only 2k: expected one of 1k 64k");
        assertThat(process.waitFor()).isEqualTo(1);
    }

    private static String figures() {
        StringBuilder rows = new StringBuilder(SCENARIOS);
        for (String scenario : List.of("1k-64", "1k-256", "64k-64", "1m-64")) {
            rows.append(row(scenario, "penstock", 1, "cpuSecondsPer100k", 9));
            rows.append(row(scenario, "penstock", 2, "cpuSecondsPer100k", 2));
            rows.append(row(scenario, "penstock", 3, "cpuSecondsPer100k", 2.1));
            rows.append(row(scenario, "nginx", 1, "cpuSecondsPer100k", 2));
        }
        rows.append(row("large", "penstock", 1, "cpuSecondsPerGb", 1.5));
        rows.append(row("large", "nginx", 1, "cpuSecondsPerGb", 1));
        return rows.toString();
    }

    private static String row(String scenario, String proxy, int round, String metric, double value) {
        return String.join("\t", scenario, proxy, Integer.toString(round), metric, Double.toString(value)) + "\n";
    }

    private String awk(String script, String input) throws IOException, InterruptedException {
        return run(input, "awk", "-f", bench("figures.awk"), "-f", bench(script));
    }

    private String run(String input, String... command) throws IOException, InterruptedException {
        Path in = Files.writeString(directory.resolve("input"), input);
        Path out = directory.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(out);
    }

    private static String bench(String file) {
        return BENCH.resolve(file).toString();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
