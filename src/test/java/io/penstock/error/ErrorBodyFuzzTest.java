package io.penstock.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Corpus;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the body of an error answer is, it becomes an exception with field errors within bounds. An input is the body.
 *
 * <p>Public, as is the method that takes an input, for {@code scripts/fuzz.sh}.
 */
public class ErrorBodyFuzzTest {

    private static final Corpus CORPUS = Corpus.of("error-body");
    private static final PenstockException.Origin ORIGIN =
            new PenstockException.Origin("api", "GET /x", 1, 0, Map.of());
    private static final ErrorClassifier CLASSIFIER =
            new ErrorClassifier(List.of(new ErrorClassifier.Rule(400, "quota", Category.RATE_LIMITED)));

    static List<Path> corpus() {
        return CORPUS.files();
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void body_ofTheCorpus_becomesAnException(Path file) throws IOException {
        fuzzerTestOneInput(Files.readAllBytes(file));
    }

    @Property(tries = 2_000)
    void body_ofAMutation_becomesAnException(@ForAll("mutations") byte[] input) {
        fuzzerTestOneInput(input);
    }

    @Provide
    Arbitrary<byte[]> mutations() {
        return CORPUS.mutations(
                "{",
                "}",
                "[",
                "]",
                ",",
                ":",
                "\"",
                "\\",
                "\\u0000",
                "\\ud800",
                "null",
                "true",
                "0",
                "-",
                "1e999999999",
                "NaN",
                "\"detail\"",
                "\"errors\"",
                "\"loc\"",
                "\"msg\"",
                "\"source\"",
                "\"pointer\"",
                "[[[[[[[[",
                "{\"a\":",
                "quota");
    }

    /** Fails where the input breaks what this class promises. */
    public static void fuzzerTestOneInput(byte[] input) {
        Buffer body = Buffer.buffer(input);
        List<FieldError> fields = FieldErrors.read(body);
        assertThat(fields).hasSizeLessThanOrEqualTo(FieldErrors.MOST_ERRORS);
        assertThat(fields)
                .allSatisfy(
                        field -> assertThat(field.loc().length() + field.msg().length())
                                .isLessThanOrEqualTo(4 * FieldErrors.MOST_BYTES));
        for (int status : new int[] {400, 403, 422, 429, 503}) {
            PenstockException failure = CLASSIFIER.exceptionOf(status, body, -1, ORIGIN);
            assertThat(failure.upstream()).isEqualTo("api");
            assertThat(failure.toString()).isNotBlank();
        }
    }
}
