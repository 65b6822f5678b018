package io.penstock.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Corpus;
import io.vertx.core.MultiMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a caller's {@code Priority} says, it is an urgency, and of several the last one counts. An input is the field's
 * value.
 *
 * <p>Public, as is the method that takes an input, for {@code scripts/fuzz.sh}.
 */
public class UrgencyFuzzTest {

    private static final Corpus CORPUS = Corpus.of("priority");

    static List<Path> corpus() {
        return CORPUS.files();
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void priority_ofTheCorpus_isAnUrgency(Path file) throws IOException {
        fuzzerTestOneInput(Files.readAllBytes(file));
    }

    @Property(tries = 2_000)
    void priority_ofAMutation_isAnUrgency(@ForAll("mutations") byte[] input) {
        fuzzerTestOneInput(input);
    }

    @Provide
    Arbitrary<byte[]> mutations() {
        return CORPUS.mutations(
                "u=", "u", "=", "0", "7", "8", "-", ",", ";", " ", "\t", "\"", "\\", "i", "?1", "(", ")", ".");
    }

    /** Fails where the input breaks what this class promises. */
    public static void fuzzerTestOneInput(byte[] input) {
        String value = new String(input, StandardCharsets.ISO_8859_1).strip();
        assertThat(urgency(value)).isBetween(0, 7);
        boolean quoted = value.indexOf('"') >= 0;
        if (!quoted && value.length() < 200) {
            assertThat(urgency(value + ", u=6")).isEqualTo(6);
            assertThat(urgency(value + ", i")).isEqualTo(urgency(value));
        }
    }

    private static int urgency(String value) {
        return Urgency.of(MultiMap.caseInsensitiveMultiMap().add("priority", value));
    }
}
