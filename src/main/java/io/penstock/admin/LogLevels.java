package io.penstock.admin;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * The log levels of Penstock's features, changed while it runs. A feature is a package under {@code io.penstock} and is
 * written {@code penstock:pool}; {@code penstock:*} means all of them. Thread-safe. One instance serves the process: it
 * remembers, for {@link LogLevel#DEFAULT}, the levels that were configured when it was made.
 */
public final class LogLevels {

    private static final String NAMESPACE = "penstock:";
    private static final String ALL = "*";
    private static final Set<String> FEATURES = Collections.unmodifiableSortedSet(new TreeSet<>(List.of(
            "admin",
            "app",
            "batching",
            "chaos",
            "compression",
            "config",
            "deadletter",
            "demo",
            "error",
            "exchange",
            "gateway",
            "health",
            "loadtest",
            "mcp",
            "memory",
            "metrics",
            "pool",
            "recovery",
            "resilience",
            "token",
            "time")));

    private final LogBackend backend;

    /** The levels of the logging library that SLF4J is bound to. */
    public LogLevels() {
        this(LoggerFactory.getILoggerFactory());
    }

    LogLevels(ILoggerFactory factory) {
        this.backend = LogBackend.of(factory, FEATURES);
    }

    /**
     * The features that a {@code DEBUG} variable selects. Its entries are separated by commas or spaces, as those of
     * npm's {@code debug} are; {@code *} selects all, and entries of other namespaces are ignored, since other programs
     * read the variable too.
     *
     * @throws IllegalArgumentException that names the known features, where an entry names an unknown one of Penstock
     */
    public static Set<String> parseDebug(String debug) {
        Set<String> selected = new TreeSet<>();
        for (String entry : debug.split("[\\s,]+", -1)) {
            if (entry.equals(ALL) || entry.startsWith(NAMESPACE)) {
                selected.addAll(select(entry));
            }
        }
        return selected;
    }

    /**
     * The features that a name stands for: one, or all where it is {@code *}. The prefix {@code penstock:} may be left
     * out.
     *
     * @throws IllegalArgumentException that names the known features, where there is none of that name
     */
    public static Set<String> select(String name) {
        String feature = name.startsWith(NAMESPACE) ? name.substring(NAMESPACE.length()) : name;
        if (feature.equals(ALL)) {
            return FEATURES;
        }
        if (!FEATURES.contains(feature)) {
            throw new IllegalArgumentException(
                    "'" + name + "': expected penstock: and * or one of " + String.join(", ", FEATURES) + ".");
        }
        return Set.of(feature);
    }

    /**
     * Sets the level of each of the features.
     *
     * @param features as {@link #parseDebug} or {@link #select} give them
     * @throws UnsupportedOperationException where the logging library is another than logback
     */
    public void set(Set<String> features, LogLevel level) {
        features.forEach(feature -> backend.set(feature, level));
    }

    /**
     * The level that is in force for each feature, by its name with {@code penstock:} before it.
     *
     * @throws UnsupportedOperationException where the logging library is another than logback
     */
    public Map<String, LogLevel> inForce() {
        Map<String, LogLevel> levels = new TreeMap<>();
        FEATURES.forEach(feature -> levels.put(NAMESPACE + feature, backend.inForce(feature)));
        return levels;
    }
}
