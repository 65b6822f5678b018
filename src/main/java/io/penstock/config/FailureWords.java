package io.penstock.config;

import io.penstock.error.Category;
import io.penstock.error.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Holds names of failures in the configuration against those that there are. */
final class FailureWords {

    private static final Set<String> CATEGORIES =
            Arrays.stream(Category.values()).map(Category::label).collect(Collectors.toCollection(TreeSet::new));

    private static final Set<String> ALL = Stream.concat(
                    CATEGORIES.stream(), Arrays.stream(Problem.values()).map(Problem::slug))
            .collect(Collectors.toCollection(TreeSet::new));

    private FailureWords() {}

    /** One number of attempts is enough. */
    static void checkRetries(Checks checks, @Nullable Integer maxRetries, @Nullable Integer maxAttempts) {
        checks.expect(
                maxRetries == null || maxAttempts == null,
                "maxAttempts",
                String.valueOf(maxAttempts),
                "maxRetries (" + maxRetries + ") or maxAttempts, not both",
                "maxRetries");
    }

    static void checkCategories(Checks checks, @Nullable List<String> categories) {
        check(checks, "categories", categories, CATEGORIES);
    }

    static void checkNever(Checks checks, @Nullable List<String> never) {
        check(checks, "never", never, ALL);
    }

    private static void check(Checks checks, String path, @Nullable List<String> words, Set<String> known) {
        for (int i = 0; words != null && i < words.size(); i++) {
            String word = words.get(i);
            checks.expect(
                    Character.isDigit(word.charAt(0)) || known.contains(word),
                    path + "[" + i + "]",
                    word,
                    "a known name; the nearest is " + Nearest.to(word, known));
        }
    }
}
