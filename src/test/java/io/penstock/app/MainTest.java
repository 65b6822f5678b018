package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.RawServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

    private static final Map<String, String> ONE_UPSTREAM = Map.of("UPSTREAM_URL", "http://127.0.0.1:9");

    @TempDir
    private Path directory;

    @Test
    void noCommand_isMisuse() {
        CommandRun run = CommandRun.of();

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("Missing required subcommand", "Run 'penstock --help'");
    }

    @Test
    void unknownCommand_isMisuse_andTheNearestIsNamed() {
        CommandRun run = CommandRun.of("serv");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("'serv'", "Did you mean: penstock serve");
    }

    @Test
    void unknownOption_isMisuse_andPointsToTheCommandsHelp() {
        CommandRun run = CommandRun.of("serve", "--prot=3");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("'--prot=3'", "Run 'penstock serve --help'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "demo", "validate", "doctor", "token", "load-test", "version"})
    void help_ofEachCommand_listsItsOptions(String command) {
        for (String option : new String[] {"--help", "-h"}) {
            CommandRun run = CommandRun.of(command, option);

            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).contains("Usage: penstock " + command, "-h, --help");
        }
    }

    @Test
    void help_namesDefaults() {
        assertThat(CommandRun.of("demo", "--help").out()).contains("8080", "9090", "Default: 8081");
    }

    @Test
    void version_asOption_isOneLine() {
        assertThat(CommandRun.of("--version").out()).matches("penstock \\S+\\R");
    }

    @Test
    void version_asCommand_namesWhatThisRunsOn() {
        CommandRun run = CommandRun.of("version");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).containsPattern("java +" + Runtime.version().feature() + "\\D");
        assertThat(run.out()).containsPattern("vert.x +5\\.").containsPattern("netty +4\\.2\\.");
        assertThat(run.out()).containsPattern("transport +(epoll|kqueue|nio)");
    }

    @Test
    void rehearse_servesCallsOfItsOwn_andEnds() {
        CommandRun run = CommandRun.of("rehearse");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).containsPattern("/demo -> http://127\\.0\\.0\\.1:\\d+");
    }

    @Test
    void rehearse_isNotListed_sinceItIsForTheStartScript() {
        assertThat(CommandRun.of("--help").out()).contains("serve").doesNotContain("rehearse");
    }

    @Test
    void validate_ofAValidFile_countsItsUpstreams() throws Exception {
        Path file = file("upstreams:\n  a: { url: \"http://a.example\" }\n  b: { url: \"http://b.example\" }\n");

        CommandRun run = CommandRun.of("validate", "-c", file.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().strip()).isEqualTo(file + ": valid, 2 upstreams");
    }

    @Test
    void validate_withAFileFromTheEnvironment_needsNoOption() throws Exception {
        Path file = file("upstreams:\n  a: { url: \"http://a.example\" }\n");

        CommandRun run = CommandRun.of(Map.of("PENSTOCK_CONFIG", file.toString()), "validate");

        assertThat(run.out().strip()).isEqualTo(file + ": valid, 1 upstream");
    }

    @Test
    void serve_withMistakesEverywhere_saysAllOfThemAtOnce() throws Exception {
        Path file = file("sever: {}\nupstreams:\n  a: { url: nonsense }\n");

        CommandRun run = CommandRun.of(
                Map.of("ENABLE_CONNECTION_MANAGEMENT", "maybe"),
                "serve",
                "--config=" + file,
                "--set=server.drain=soon",
                "--port=70000");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("5 problems in the configuration")
                .contains(file + ":1: sever")
                .contains("upstreams.a.url")
                .contains("environment variable ENABLE_CONNECTION_MANAGEMENT: features.connectionManagement: maybe")
                .contains("option server.drain: soon")
                .contains("option server.port: 70000");
    }

    @Test
    void serve_withoutUpstream_saysHowToNameOne() {
        CommandRun run = CommandRun.of("serve");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("no upstream", "UPSTREAM_URL");
    }

    @Test
    void serve_onAPortInUse_namesPortAndSetting() throws Exception {
        try (RawServer other = RawServer.silent()) {
            CommandRun run = CommandRun.of(ONE_UPSTREAM, "serve", "--port=" + other.port(), "--admin-port=0");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("127.0.0.1:" + other.port(), "another program listens there", "server.port");
        }
    }

    @Test
    void serve_onAnAdminPortInUse_namesPortAndSetting() throws Exception {
        try (RawServer other = RawServer.silent()) {
            CommandRun run = CommandRun.of(ONE_UPSTREAM, "serve", "--port=0", "--admin-port=" + other.port());

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("127.0.0.1:" + other.port(), "admin.port");
        }
    }

    @Test
    void demo_onAPortInUse_namesPortAndOption() throws Exception {
        try (RawServer other = RawServer.silent()) {
            CommandRun run = CommandRun.of("demo", "--demo-port=" + other.port());

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("127.0.0.1:" + other.port(), "--demo-port");
        }
    }

    @Test
    void demo_onAPortOutOfRange_isMisuse() {
        CommandRun run = CommandRun.of("demo", "--demo-port=65536");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--demo-port", "65536");
    }

    @Test
    void serve_withDebugOfAnUnknownFeature_isMisuse_andNamesTheKnownOnes() {
        CommandRun option = CommandRun.of(ONE_UPSTREAM, "serve", "--debug=pol");
        CommandRun variable =
                CommandRun.of(Map.of("UPSTREAM_URL", "http://127.0.0.1:9", "DEBUG", "penstock:pol"), "serve");

        assertThat(option.exitCode()).isEqualTo(2);
        assertThat(option.err()).contains("--debug: 'pol'", "gateway, ", "pool, ");
        assertThat(variable.exitCode()).isEqualTo(2);
        assertThat(variable.err()).contains("DEBUG: 'penstock:pol'");
    }

    private Path file(String yaml) throws Exception {
        return Files.writeString(directory.resolve("penstock.yaml"), yaml);
    }
}
