package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files that are made from the records. They change with {@code mvn test -Dtest=GeneratedFilesTest -Dregenerate=true}. */
class GeneratedFilesTest {
    private static final String BEGIN = "<!-- settings:begin -->\n";
    private static final String END = "<!-- settings:end -->";
    private static final Path EXAMPLE = Path.of("conf", "penstock.yaml");

    @Test
    void schema_isUpToDate() throws IOException {
        check(Path.of("conf", "penstock.schema.json"), SchemaWriter.schema().encodePrettily() + "\n");
    }

    @Test
    void example_isUpToDate() throws IOException {
        check(EXAMPLE, ExampleWriter.yaml());
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs/configuration.md", "README.md"})
    void settingsTable_isUpToDateWhereThereAreMarkers(String name) throws IOException {
        Path file = Path.of(name);
        String text = Files.exists(file) ? Files.readString(file) : "";
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin >= 0 && end > begin) {
            check(
                    file,
                    text.substring(0, begin + BEGIN.length()) + "\n" + SettingsTable.markdown() + "\n"
                            + text.substring(end));
        } else {
            assertThat(name).as("a file without markers").isNotEqualTo("docs/configuration.md");
        }
    }

    @Test
    void example_holdsTheDefaults() throws IOException {
        Reading example = Reading.of(Files.readString(EXAMPLE));

        assertThat(example.config())
                .isEqualTo(PenstockConfig.defaults()
                        .withUpstream("example", UpstreamConfig.to("https://api.example.com")));
    }

    @Test
    void example_withEveryLineUncommented_isAccepted() throws IOException {
        String all = Arrays.stream(Files.readString(EXAMPLE).split("\n", -1))
                // There is no other upstream in the example.
                .filter(line -> !line.endsWith("upstream: other"))
                .filter(line -> !Set.of("routes: []", "rejectedWhen: []", "errors: []", "credentials: {}")
                        .contains(line.strip()))
                // In place of maxRetries, which stands there too.
                .filter(line -> !line.matches("[ #]*maxAttempts: [0-9]+"))
                // In place of perSecond.
                .filter(line -> !line.matches("[ #]*(limit: [0-9]+|interval: 10s)"))
                // What belongs to other paging styles than the example's.
                .filter(line -> !line.matches("[ #]*(nextHeader|keyPath|totalPath|totalHeader): .+"))
                // A batch has its ids in the query or in the body.
                .filter(line -> !line.matches("[ #]*body: '.+"))
                // Its route has the id in the path.
                .filter(line -> !line.matches("[ #]*query: .+"))
                .map(line -> line.replaceFirst("^( *)# ( *(- )?[a-z][A-Za-z0-9]*:( .*)?| +#.*)$", "$1$2"))
                .collect(Collectors.joining("\n"));

        PenstockConfig config =
                Reading.of(all).with("ADMIN_KEY", "0123456789abcdef").config();

        assertThat(config.server().tls()).isNotNull();
        assertThat(config.admin().key()).isEqualTo("0123456789abcdef");
        assertThat(ConfigView.toMap(config).toString()).doesNotContain("null");
        assertThat(config.upstreams().values())
                .singleElement()
                .satisfies(upstream -> assertThat(upstream.routes()).hasSize(1));
    }

    private static void check(Path file, String content) throws IOException {
        if (Boolean.getBoolean("regenerate")) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, content);
        }
        String found = Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
        assertThat(found)
                .as("%s; run mvn test -Dtest=GeneratedFilesTest -Dregenerate=true", file)
                .isEqualTo(content);
    }
}
