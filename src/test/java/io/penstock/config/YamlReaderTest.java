package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlReaderTest {

    @ParameterizedTest
    @CsvSource({
        "8080, NUMBER",
        "-1, NUMBER",
        "1.5, NUMBER",
        "1e3, NUMBER",
        "0x1F, NUMBER",
        ".inf, NUMBER",
        "true, FLAG",
        "FALSE, FLAG",
        "~, NOTHING",
        "null, NOTHING",
        "'', NOTHING",
        "yes, TEXT",
        "30s, TEXT",
        "1_000, TEXT",
        "12:30, TEXT",
        "2026-01-01, TEXT",
        "'\"8080\"', TEXT",
        "'\"\"', TEXT",
    })
    void read_ofASingleValue_seesWhatYaml12Sees(String yaml, Written.Look look) {
        assertThat(read("key: " + yaml).entries().get("key"))
                .isInstanceOfSatisfying(
                        Written.Value.class, value -> assertThat(value.look()).isEqualTo(look));
    }

    @Test
    void read_knowsTheLinesOfKeysAndItems() {
        Written.Section root = read("""
                # a comment
                a:
                  b:
                    1
                c:
                  - x

                  - y
                """);

        assertThat(root.entries().get("a")).isInstanceOfSatisfying(Written.Section.class, a -> {
            assertThat(a.origin().line()).isEqualTo(2);
            assertThat(a.entries().get("b"))
                    .isInstanceOfSatisfying(
                            Written.Value.class,
                            b -> assertThat(b.origin().line()).isEqualTo(3));
        });
        assertThat(root.entries().get("c"))
                .isInstanceOfSatisfying(
                        Written.Items.class,
                        c -> assertThat(c.items())
                                .extracting(item -> item.origin().line())
                                .containsExactly(6, 8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "# nothing but a comment", "---\n", "~", "\uFEFF"})
    void read_ofNothing_isEmpty(String yaml) {
        assertThat(read(yaml).entries()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: [1              | y:1: broken YAML; expected one well-formed YAML document",
                "a: 1\\nb           | y:2: broken YAML; expected one well-formed YAML document",
                "a: 1\\n---\\nb: 2  | y:2: broken YAML; expected one well-formed YAML document",
                "a: *b              | y:1: broken YAML; expected one well-formed YAML document: an alias needs its anchor",
                "a: !!int 1         | y:1: a: a tag; expected none",
                "a: !x 1            | y:1: a: a tag; expected none",
                "!!java.lang.String | y:1: broken YAML; expected one well-formed YAML document: tags are refused",
                "a: !!java.io.File x| y:1: broken YAML; expected one well-formed YAML document: tags are refused",
                "a: 1\\na: 2        | y:2: a: a second value; expected one; the first is in line 1",
                "? [a]\\n: 1        | y:1: a key that is no text; expected a setting's name",
                "- a                | y:1: no mapping; expected settings as 'key: value'",
                "text               | y:1: no mapping; expected settings as 'key: value'",
                "a: &x [*x]         | y:1: more than 32 levels; expected fewer, and no alias within itself",
                "a: \"\\u0001\"     | y: broken YAML; expected text without control characters",
            })
    void read_ofSomethingElse_saysWhatIsWrong(String yaml, String problem) {
        assertThat(problems(
                        yaml.replace("\\n", "\n").replace("\\u0001", "\u0001").getBytes(StandardCharsets.UTF_8)))
                .first()
                .asString()
                .startsWith(problem);
    }

    @Test
    void read_ofBytesThatAreNoText_saysSo() {
        assertThat(problems(new byte[] {'a', ':', (byte) 0xC3, '('}))
                .containsExactly("y: bytes that are no text; expected UTF-8");
    }

    @Test
    void read_ofExpandingAliases_stopsEarly() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            yaml.append("a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n"
                    .formatted(i, i, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1));
        }

        assertThat(problems(yaml.toString().getBytes(StandardCharsets.UTF_8)))
                .singleElement()
                .asString()
                .contains("more than 50000 values");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{", "{a: ", "- ", "? "})
    void read_ofDeepNesting_stopsEarly(String opening) {
        assertThat(problems(("a:\n " + opening.repeat(50_000)).getBytes(StandardCharsets.UTF_8)))
                .hasSize(1);
    }

    private static Written.Section read(String yaml) {
        Problems problems = new Problems();
        Written.Section section = YamlReader.read("y", yaml.getBytes(StandardCharsets.UTF_8), problems)
                .orElseThrow();
        assertThat(problems.sorted()).isEmpty();
        return section;
    }

    private static List<String> problems(byte[] yaml) {
        Problems problems = new Problems();
        YamlReader.read("y", yaml, problems);
        return problems.sorted().stream().map(ConfigProblem::toString).toList();
    }
}
