package io.penstock.admin;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How much a feature logs. */
public enum LogLevel {
    OFF,
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE,
    /** What the logging configuration says. */
    DEFAULT;

    /**
     * The level that a text names, in any case.
     *
     * @throws IllegalArgumentException that names the levels, where it names none
     */
    public static LogLevel parse(String text) {
        for (LogLevel level : values()) {
            if (level.name().equalsIgnoreCase(text)) {
                return level;
            }
        }
        String known = Arrays.stream(values()).map(LogLevel::toString).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("Level '" + text + "': expected one of " + known + ".");
    }

    /** The name in lower case, as it is written in requests and answers. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
