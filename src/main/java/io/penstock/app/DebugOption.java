package io.penstock.app;

import io.penstock.admin.LogLevel;
import io.penstock.admin.LogLevels;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Debug logs from the start on: the option {@code --debug} and the variable {@code DEBUG}. */
final class DebugOption {

    private static final String VARIABLE = "DEBUG";

    @Option(
            names = "--debug",
            arity = "0..1",
            fallbackValue = "*",
            paramLabel = "FEATURES",
            description = "Log what features do, such as pool,gateway; all without a value. As DEBUG=penstock:* does.")
    private @Nullable String features;

    /**
     * Sets the levels.
     *
     * @throws CommandFailedException where a feature is unknown
     */
    void apply(Terminal terminal) {
        Set<String> selected = new TreeSet<>(named(
                VARIABLE, () -> LogLevels.parseDebug(terminal.environment().getOrDefault(VARIABLE, ""))));
        if (features != null) {
            for (String feature : features.split(",", -1)) {
                selected.addAll(named("--debug", () -> LogLevels.select(feature.strip())));
            }
        }
        new LogLevels().set(selected, LogLevel.DEBUG);
    }

    private static Set<String> named(String source, Supplier<Set<String>> selection) {
        try {
            return selection.get();
        } catch (IllegalArgumentException e) {
            throw CommandFailedException.usage(source + ": " + e.getMessage());
        }
    }
}
