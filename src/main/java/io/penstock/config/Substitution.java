package io.penstock.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces ${NAME} and ${NAME:-default} in the file's texts by environment variables. The default is taken where the
 * variable is absent or empty, as in a shell; where NAME is absent but NAME_FILE is set, the value is that file's
 * contents. A doubled dollar sign escapes, and ${credential.…} is left as it is, for values known only at run time.
 */
final class Substitution {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final String RUN_TIME = "credential.";

    private final Map<String, String> environment;

    Substitution(Map<String, String> environment) {
        this.environment = environment;
    }

    static boolean appliesTo(String text) {
        return text.contains("${");
    }

    /** The text with its variables replaced; {@code problems} is told what was found and what was expected. */
    String apply(String text, BiConsumer<String, String> problems) {
        StringBuilder result = new StringBuilder(text.length());
        int at = 0;
        for (int start = text.indexOf("${"); start >= 0; start = text.indexOf("${", at)) {
            if (start > at && text.charAt(start - 1) == '$') {
                result.append(text, at, start - 1).append("${");
                at = start + 2;
                continue;
            }
            result.append(text, at, start);
            int end = text.indexOf('}', start);
            if (end < 0) {
                problems.accept("${ without }", "${NAME}, ${NAME:-default}, or $${ for the characters ${");
                return result.toString();
            }
            result.append(replacement(text.substring(start + 2, end), problems));
            at = end + 1;
        }
        return result.append(text, at, text.length()).toString();
    }

    private String replacement(String expression, BiConsumer<String, String> problems) {
        if (expression.startsWith(RUN_TIME)) {
            return "${" + expression + "}";
        }
        int split = expression.indexOf(":-");
        String name = split < 0 ? expression : expression.substring(0, split);
        if (!NAME.matcher(name).matches()) {
            problems.accept("${" + Masking.key(name) + "}", "${NAME} or ${NAME:-default}");
            return "";
        }
        String value = value(name, problems);
        if (split >= 0 && (value == null || value.isEmpty())) {
            return expression.substring(split + 2);
        }
        if (value == null) {
            problems.accept(
                    "${" + name + "}", "the environment variable " + name + " to be set, or ${" + name + ":-default}");
            return "";
        }
        return value;
    }

    private @Nullable String value(String name, BiConsumer<String, String> problems) {
        String value = environment.get(name);
        String file = environment.get(name + "_FILE");
        if (value != null || file == null) {
            return value;
        }
        try {
            return TextFile.secret(Path.of(file));
        } catch (IOException | IllegalArgumentException e) {
            problems.accept(name + "_FILE=" + file, "a readable file: " + TextFile.reason(e));
            return "";
        }
    }
}
