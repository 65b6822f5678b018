package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.error.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/errors.md} says of every problem what the code says, in the same order. */
class ErrorsDocumentTest {

    @Test
    void table_ofTheDocument_tellsEveryProblem() throws IOException {
        List<String> expected = Arrays.stream(Problem.values())
                .map(problem -> String.join(
                        " | ",
                        "`" + problem.slug() + "`",
                        Integer.toString(problem.status()),
                        problem.proxyError() == null ? "–" : "`" + problem.proxyError() + "`",
                        problem.title(),
                        problem.hint()))
                .toList();

        assertThat(rows().stream().map(row -> withoutLast(row))).containsExactlyElementsOf(expected);
    }

    @Test
    void everyRow_saysWhetherARetryIsSafe() throws IOException {
        assertThat(rows()).allSatisfy(row -> {
            String verdict = row.substring(row.lastIndexOf('|') + 1).strip();
            assertThat(verdict).matches("(yes|if repeatable|no use|never answered)([:,] .+)?");
        });
    }

    private static String withoutLast(String row) {
        return row.substring(0, row.lastIndexOf('|')).strip();
    }

    /** The rows that begin with a slug, without their outer bars. */
    private static List<String> rows() throws IOException {
        return Files.readAllLines(Path.of("docs", "errors.md")).stream()
                .filter(line -> line.matches("\\| `[a-z0-9-]+` \\| [0-9]{3} \\|.*\\|"))
                .map(line -> line.substring(1, line.length() - 1).strip())
                .collect(Collectors.toList());
    }
}
