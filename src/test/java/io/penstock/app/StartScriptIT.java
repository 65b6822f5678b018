package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The start script and its archive of classes, beside a copy of the jar. */
@DisabledOnOs(OS.WINDOWS)
class StartScriptIT {

    private static final boolean CACHE = Runtime.version().feature() >= 25;
    /** Has the JVM refuse to start without the archive. */
    private static final String INSIST = CACHE ? "-XX:AOTMode=on" : "-Xshare:on";

    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path directory;

    private Path target;

    @BeforeEach
    void install() throws IOException {
        // By its real name, as the script sees it.
        Path home = directory.toRealPath();
        target = Files.createDirectories(home.resolve("target"));
        Files.createDirectories(home.resolve("scripts"));
        Files.copy(Path.of("scripts/start.sh"), home.resolve("scripts/start.sh"));
        Files.copy(Path.of(System.getProperty("penstock.jar")), jar());
        Files.setLastModifiedTime(jar(), FileTime.from(LONG_AGO));
    }

    @Test
    void firstServer_makesTheArchive_andLaterStartsUseIt() throws Exception {
        Run first = serveInVain("");

        assertThat(first.output()).hasSize(3);
        assertThat(first.output().get(0)).startsWith("penstock: preparing faster starts");
        assertThat(first.output().get(1)).isEqualTo("penstock: 1 problem in the configuration:");
        assertThat(archives()).hasSize(1).allMatch(archive -> archive.toFile().length() > 1_000_000);
        assertThat(serveInVain(INSIST)).isEqualTo(first.later());
    }

    @Test
    void otherCommand_makesNoArchive() throws Exception {
        assertThat(run("", "version").exitCode()).isZero();

        assertThat(archives()).isEmpty();
    }

    @Test
    void archiveOlderThanTheJar_isMadeAgain() throws Exception {
        serveInVain("");
        Path stale = archives().get(0);
        Files.setLastModifiedTime(jar(), FileTime.from(Instant.now().minusSeconds(60)));
        Files.setLastModifiedTime(stale, FileTime.from(LONG_AGO));

        serveInVain("");

        assertThat(archives()).containsExactly(stale);
        assertThat(serveInVain(INSIST).exitCode()).isEqualTo(2);
    }

    @Test
    void uselessArchive_isPassedOver_withoutAWord() throws Exception {
        Run first = serveInVain("");
        Path archive = archives().get(0);
        Files.delete(archive);
        Files.writeString(archive, "no archive");

        assertThat(serveInVain("")).isEqualTo(first.later());
    }

    @Test
    void rehearsalThatFails_isNotRepeated_norMentioned() throws Exception {
        String breaksTheJvm = "-XX:+NoSuchOptionOfAnyJvm";
        Path script = target.resolveSibling("scripts/start.sh");
        Files.writeString(script, Files.readString(script).replace("\"$jar\" rehearse", "\"$jar\" " + breaksTheJvm));

        Run run = serveInVain("");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(archives()).hasSize(1).allMatch(archive -> archive.toFile().length() == 0);
    }

    private Path jar() {
        return target.resolve("penstock.jar");
    }

    private List<Path> archives() throws IOException {
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> !file.equals(jar())).toList();
        }
    }

    /** A server without upstreams: it goes through all of the script and ends at once. */
    private Run serveInVain(String jvmOptions) throws Exception {
        return run(jvmOptions, "serve");
    }

    private Run run(String jvmOptions, String... args) throws Exception {
        Path output = directory.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(
                "sh", target.resolveSibling("scripts/start.sh").toString());
        builder.command().addAll(List.of(args));
        builder.environment().keySet().removeIf(name -> name.startsWith("PENSTOCK_") || name.equals("UPSTREAM_URL"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("PENSTOCK_JAVA_OPTS", jvmOptions);
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(6 * Await.DEADLINE.toSeconds(), TimeUnit.SECONDS))
                    .as("the script ended")
                    .isTrue();
            return new Run(process.exitValue(), Files.readAllLines(output));
        } finally {
            process.destroyForcibly();
        }
    }

    private record Run(int exitCode, List<String> output) {

        /** What the same start says when it prepares nothing. */
        Run later() {
            return new Run(exitCode, output.subList(1, output.size()));
        }
    }
}
