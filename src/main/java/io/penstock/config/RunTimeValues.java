package io.penstock.config;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code ${credential.NAME}}: a value of a token's answer, known only at run time. */
public final class RunTimeValues {
    static final String NAME = "[A-Za-z][A-Za-z0-9_]{0,63}";
    static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{credential\\.([^}]*)}");

    private RunTimeValues() {}

    static boolean in(String text) {
        return text.contains("${credential.");
    }

    /** What is expected of a placeholder, in words. */
    static String expected(Set<String> kept) {
        return kept.isEmpty()
                ? "a name below the credential's answer.keep, which is empty"
                : "a name below the credential's answer.keep: " + String.join(", ", kept);
    }

    /** The first name that a text has a placeholder for and {@code values} have not; null where there is none. */
    public static @Nullable String missing(String text, Map<String, String> values) {
        return PLACEHOLDER
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .filter(name -> !values.containsKey(name))
                .findFirst()
                .orElse(null);
    }

    /** A text with the values in place of its placeholders, none of which may be {@link #missing}. */
    public static String fill(String text, Map<String, String> values) {
        return PLACEHOLDER.matcher(text).replaceAll(found -> {
            String value = values.get(found.group(1));
            if (value == null) {
                throw new IllegalArgumentException("no value " + found.group(1));
            }
            return Matcher.quoteReplacement(value);
        });
    }
}
