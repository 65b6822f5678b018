package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles the example of embedding and runs it in a JVM of its own, which has to end by itself. */
class EmbeddingExampleIT {

    private static final Path SOURCE = Path.of("examples/embedding/src/main/java/com/example/EmbeddingExample.java");
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final long MOST_SECONDS = 60;

    @Test
    void example_runs_andEndsByItself(@TempDir Path classes) throws IOException, InterruptedException {
        String classPath = System.getProperty("java.class.path");
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", classes.toString(), "-cp", classPath, SOURCE.toString());
        assertThat(compiled).isZero();
        Path output = classes.resolve("output");

        // With 64 MiB: what a program pays for it.
        Process process = new ProcessBuilder(List.of(
                        JAVA.toString(),
                        "-Xmx64m",
                        "-cp",
                        classes + File.pathSeparator + classPath,
                        "com.example.EmbeddingExample"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            boolean ended = process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);

            String said = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(ended)
                    .as("it ended within %s s, having said: %s", MOST_SECONDS, said)
                    .isTrue();
            assertThat(process.exitValue()).as(said).isZero();
            assertThat(said)
                    .contains("in process:    200 {\"path\":\"/contacts/1\"}")
                    .contains("over the port: 200 {\"path\":\"/contacts/2\"}");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void versions_ofTheExample_areThoseOfTheProject() throws IOException {
        String project = Files.readString(Path.of("pom.xml"));
        String example = Files.readString(Path.of("examples/embedding/pom.xml"));
        String version = "<artifactId>penstock</artifactId>\\s*(<version>.*?</version>)";

        assertThat(first(version, example)).isEqualTo(first(version, project));
        assertThat(Files.readString(Path.of("docs/embedding.md"))).contains(first(version, project));
    }

    private static String first(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
    }
}
