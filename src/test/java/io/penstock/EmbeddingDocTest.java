package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the Java code in the documents to {@link EmbeddingSnippets}, which compiles. */
class EmbeddingDocTest {

    private static final Path SNIPPETS = Path.of("src/test/java/io/penstock/EmbeddingSnippets.java");
    private static final Pattern SNIPPET = Pattern.compile("// snippet\\R(.*?)\\R\\h*// end\\R", Pattern.DOTALL);
    private static final Pattern BLOCK = Pattern.compile("```java\\R(.*?)\\R```", Pattern.DOTALL);

    @Test
    void guide_showsTheSnippetsInOrder() throws IOException {
        assertThat(all(BLOCK, Path.of("docs/embedding.md"))).isEqualTo(all(SNIPPET, SNIPPETS));
    }

    @Test
    void readme_showsTheFirstOne() throws IOException {
        assertThat(all(BLOCK, Path.of("README.md")))
                .containsExactly(all(SNIPPET, SNIPPETS).get(0));
    }

    private static List<String> all(Pattern pattern, Path file) throws IOException {
        return pattern.matcher(Files.readString(file))
                .results()
                .map(match -> match.group(1).stripIndent())
                .toList();
    }
}
