package io.penstock.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** Makes configuration records whose settings have their defaults. */
public final class ConfigDefaults {
    private ConfigDefaults() {}

    /**
     * A record with all defaults.
     *
     * @throws IllegalArgumentException if it has a setting that must be given
     */
    public static <R extends Record> R of(Class<R> type) {
        return of(type, Map.of());
    }

    /**
     * A record with the settings given by their paths, as they would be written, and defaults for the others.
     *
     * @throws IllegalArgumentException if a setting is unknown, out of bounds, or must be given and is not
     */
    static <R extends Record> R of(Class<R> type, Map<String, String> given) {
        Map<String, Written> entries = new LinkedHashMap<>();
        given.forEach((path, text) -> write(entries, path, text));
        Problems problems = new Problems();
        R record =
                new Binder(new Substitution(Map.of()), problems).bind(type, new Written.Section(entries, Origin.NONE));
        if (record == null || !problems.isEmpty()) {
            ConfigProblem first = problems.sorted().get(0);
            throw new IllegalArgumentException(first.path() + ": " + first.found() + "; expected " + first.expected());
        }
        return record;
    }

    private static void write(Map<String, Written> entries, String path, String text) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            entries.put(path, Written.Value.of(text, Origin.NONE));
            return;
        }
        Written below = entries.computeIfAbsent(
                path.substring(0, dot), name -> new Written.Section(new LinkedHashMap<>(), Origin.NONE));
        write(((Written.Section) below).entries(), path.substring(dot + 1), text);
    }
}
