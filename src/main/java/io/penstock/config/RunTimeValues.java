package io.penstock.config;

import java.util.Set;
import java.util.regex.Pattern;

/** {@code ${credential.NAME}}: a value of a token's answer, known only at run time. */
final class RunTimeValues {
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
}
