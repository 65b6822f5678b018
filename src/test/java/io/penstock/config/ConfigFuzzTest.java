package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the sources hold, the loader accepts or rejects it: it throws nothing else and always ends. What once went
 * wrong, or might, is kept in the folder {@code fuzz}.
 */
class ConfigFuzzTest {
    private static final Path CORPUS = Path.of("src", "test", "resources", "config");
    private static final List<String> PIECES = List.of(
            ":",
            ": ",
            "\n",
            "\n  ",
            "\n- ",
            "- ",
            "{",
            "}",
            "[",
            "]",
            ",",
            "&a ",
            "*a",
            "!x ",
            "!!int ",
            "|\n",
            ">",
            "%",
            "#",
            "\"",
            "'",
            "${",
            "}",
            "${A}",
            "${A:-b}",
            "$${",
            "~",
            "<<: ",
            "? ",
            "---\n",
            "...\n",
            "\t",
            "\u0000",
            "\uFEFF",
            "é",
            "upstreams",
            "server",
            "admin",
            "key",
            "keyFile",
            "url",
            "port",
            "routes",
            "match",
            "https://a.example",
            "-1",
            "1e999",
            "99999999999999999999",
            "0x1F",
            "true",
            "yes",
            "30s",
            "64KiB",
            ".",
            "..",
            "/",
            "a.b",
            "a[0]");

    @ParameterizedTest
    @MethodSource("regressions")
    void load_ofTheRegressionCorpus_acceptsOrRejects(Path file) throws IOException {
        loads(Files.readAllBytes(file), Map.of("A", "1"), Map.of());
    }

    @Property(tries = 500)
    void load_ofAnyBytes_acceptsOrRejects(@ForAll byte[] bytes) {
        loads(bytes, Map.of(), Map.of());
    }

    @Property(tries = 1000)
    void load_ofPiecesOfYaml_acceptsOrRejects(@ForAll("texts") String text) {
        loads(text.getBytes(StandardCharsets.UTF_8), Map.of("A", "1"), Map.of());
    }

    @Property(tries = 1000)
    void load_ofAMutatedFile_acceptsOrRejects(@ForAll("mutations") byte[] bytes) {
        loads(bytes, Map.of("PORT", "1"), Map.of());
    }

    @Property(tries = 1000)
    void load_ofAnyEnvironmentAndOptions_acceptsOrRejects(
            @ForAll("environments") Map<String, String> environment, @ForAll("options") Map<String, String> options) {
        loads(Reading.CRM.getBytes(StandardCharsets.UTF_8), environment, options);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(PIECES).list().ofMaxSize(60).map(pieces -> String.join("", pieces));
    }

    @Provide
    Arbitrary<byte[]> mutations() {
        List<byte[]> seeds = Stream.of("valid", "invalid", "parser-only")
                .flatMap(folder -> files(folder).stream())
                .map(ConfigFuzzTest::bytes)
                .toList();
        return Combinators.combine(
                        Arbitraries.of(seeds),
                        Arbitraries.integers().between(0, 1000),
                        Arbitraries.integers().between(0, 20),
                        Arbitraries.of(PIECES).list().ofMaxSize(3))
                .as((seed, at, cut, pieces) -> {
                    String text = new String(seed, StandardCharsets.UTF_8);
                    int from = Math.min(at, text.length());
                    int to = Math.min(from + cut, text.length());
                    String mutated = text.substring(0, from) + String.join("", pieces) + text.substring(to);
                    return mutated.getBytes(StandardCharsets.UTF_8);
                });
    }

    @Provide
    Arbitrary<Map<String, String>> environments() {
        Arbitrary<String> names = Arbitraries.oneOf(
                Arbitraries.of(
                        "UPSTREAM_URL",
                        "CONNECTION_POOL_SIZE",
                        "ENABLE_BATCHING",
                        "PENSTOCK_SERVER_PORT",
                        "PENSTOCK_ADMIN_KEY",
                        "PENSTOCK_ADMIN_KEY_FILE",
                        "PENSTOCK_SERVER_EXTRA_METHODS",
                        "PENSTOCK_UPSTREAMS_CRM_URL",
                        "PENSTOCK_UPSTREAMS_CRM_POOL_PING_EXPECT",
                        "PENSTOCK_"),
                Arbitraries.strings()
                        .withCharRange('A', 'Z')
                        .withChars('_')
                        .ofMaxLength(30)
                        .map("PENSTOCK_"::concat));
        return Arbitraries.maps(names, texts()).ofMaxSize(5);
    }

    @Provide
    Arbitrary<Map<String, String>> options() {
        Arbitrary<String> paths = Arbitraries.oneOf(
                Arbitraries.of(
                        "server.port",
                        "upstreams.a.url",
                        "upstreams..url",
                        "upstreams",
                        "admin.keyFile",
                        ".",
                        "",
                        "upstreams.a.routes",
                        "upstreams.a.pool.ping.expect",
                        "features.batching.x"),
                texts());
        return Arbitraries.maps(paths, texts()).ofMaxSize(3);
    }

    static List<Path> regressions() {
        return files("fuzz");
    }

    private static void loads(byte[] yaml, Map<String, String> environment, Map<String, String> options) {
        ConfigSources sources = new ConfigSources(null, environment, options, false);
        Loaded loaded = assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> ConfigLoader.load(sources, "penstock.yaml", yaml));
        if (loaded instanceof Loaded.Rejected rejected) {
            assertThat(rejected.problems()).isNotEmpty().hasSizeLessThanOrEqualTo(Problems.MOST);
            assertThat(rejected.describe()).hasSizeLessThan(1_000_000);
        }
    }

    private static List<Path> files(String folder) {
        try (Stream<Path> files = Files.list(CORPUS.resolve(folder))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
