package io.penstock.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * What a parser is fuzzed with: the inputs kept in a folder of {@code src/test/resources/fuzz}, and others that are made of
 * them by changes at random places. Input that once broke the parser is added to the folder.
 */
public final class Corpus {

    private static final Path ALL = Path.of("src", "test", "resources", "fuzz");
    private static final int MOST_CHANGES = 6;
    private static final int FARTHEST = 1_000;

    private final Path folder;

    private Corpus(Path folder) {
        this.folder = folder;
    }

    /** The corpus in the folder of that name. */
    public static Corpus of(String name) {
        return new Corpus(ALL.resolve(name));
    }

    /** The files. */
    public List<Path> files() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Inputs of the corpus in which pieces were put in place of a few bytes, a few times; a piece may be any byte, too. */
    public Arbitrary<byte[]> mutations(String... pieces) {
        Arbitrary<String> inserted = Arbitraries.oneOf(
                Arbitraries.of(pieces),
                Arbitraries.chars().range('\0', '\u00ff').map(String::valueOf),
                Arbitraries.of(""));
        Arbitrary<Change> change = Combinators.combine(
                        Arbitraries.integers().between(0, FARTHEST),
                        Arbitraries.integers().between(0, 8),
                        inserted)
                .as(Change::new);
        List<String> seeds = files().stream().map(Corpus::read).toList();
        return Combinators.combine(
                        Arbitraries.of(seeds), change.list().ofMinSize(1).ofMaxSize(MOST_CHANGES))
                .as((seed, changes) -> {
                    String text = seed;
                    for (Change each : changes) {
                        text = each.in(text);
                    }
                    return text.getBytes(StandardCharsets.ISO_8859_1);
                });
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Change(int at, int cut, String piece) {

        String in(String text) {
            int from = at % (text.length() + 1);
            int to = Math.min(from + cut, text.length());
            return text.substring(0, from) + piece + text.substring(to);
        }
    }
}
