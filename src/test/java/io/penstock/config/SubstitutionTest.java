package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubstitutionTest {
    private final List<String> problems = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "plain, plain",
        "${A}, one",
        "x${A}y${B}z, xoneytwoz",
        "${A:-other}, one",
        "${UNSET:-other}, other",
        "${EMPTY:-other}, other",
        "${UNSET:-}, ''",
        "${EMPTY}, ''",
        "${UNSET:-a:-b}, a:-b",
        "$${A}, ${A}",
        "$$${A}, $${A}",
        "$${, ${",
        "${credential.token}, ${credential.token}",
        "Bearer ${credential.token} ${A}, Bearer ${credential.token} one",
        "$A, $A",
        "a$, a$",
        "${LOOP}, ${LOOP}",
    })
    void apply_replacesVariables(String text, String result) {
        assertThat(apply(text)).isEqualTo(result);
        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "${UNSET} | ${UNSET}; expected the environment variable UNSET to be set, or ${UNSET:-default}",
                "a${B    | ${ without }; expected ${NAME}, ${NAME:-default}, or $${ for the characters ${",
                "${}      | ${***}; expected ${NAME} or ${NAME:-default}",
                "${1A}    | ${1A}; expected ${NAME} or ${NAME:-default}",
                "${A B}   | ${***}; expected ${NAME} or ${NAME:-default}",
                "${A-b}   | ${A-b}; expected ${NAME} or ${NAME:-default}",
            })
    void apply_withSomethingWrong_saysWhatWasExpected(String text, String problem) {
        apply(text);

        assertThat(problems).containsExactly(problem);
    }

    @Test
    void apply_withSeveralAbsentVariables_saysAll() {
        apply("${ONE} ${TWO}");

        assertThat(problems).hasSize(2);
    }

    @Test
    void apply_withTheVariablesFile_takesItsContents(@TempDir Path dir) throws Exception {
        Path file = Files.writeString(dir.resolve("secret"), "from a file\r\n");
        Substitution substitution = new Substitution(Map.of("S_FILE", file.toString(), "T", "set", "T_FILE", "unread"));

        assertThat(substitution.apply("${S} ${T}", (found, expected) -> problems.add(found)))
                .isEqualTo("from a file set");
        assertThat(problems).isEmpty();
    }

    @Test
    void apply_withAFileThatCannotBeRead_saysWhy() {
        new Substitution(Map.of("S_FILE", "no-such-file"))
                .apply("${S}", (found, expected) -> problems.add(found + "; expected " + expected));

        assertThat(problems).containsExactly("S_FILE=no-such-file; expected a readable file: there is no such file");
    }

    private String apply(String text) {
        return new Substitution(Map.of("A", "one", "B", "two", "EMPTY", "", "LOOP", "${LOOP}"))
                .apply(text, (found, expected) -> problems.add(found + "; expected " + expected));
    }
}
