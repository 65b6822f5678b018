package io.penstock.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A single value: how it is read, what it may be, and how that is said.
 *
 * @param kind how it is written
 * @param type its Java type; an enum for a choice
 * @param setting its bounds
 */
record Scalar(Kind kind, Class<?> type, Setting setting) implements Shape {

    /** The ways in which a single value is written. */
    enum Kind {
        FLAG,
        WHOLE,
        DECIMAL,
        TEXT,
        CHOICE,
        DURATION,
        SIZE
    }

    /** The words for true and false, in any case. */
    static final List<String> TRUE = List.of("true", "yes", "on", "1");

    static final List<String> FALSE = List.of("false", "no", "off", "0");

    static Scalar of(Class<?> type, Setting setting) {
        return new Scalar(kind(type), type, setting);
    }

    private static Kind kind(Class<?> type) {
        if (type.isEnum()) {
            return Kind.CHOICE;
        } else if (type == boolean.class || type == Boolean.class) {
            return Kind.FLAG;
        } else if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return Kind.WHOLE;
        } else if (type == double.class || type == Double.class) {
            return Kind.DECIMAL;
        } else if (type == String.class) {
            return Kind.TEXT;
        } else if (type == Duration.class) {
            return Kind.DURATION;
        } else if (type == DataSize.class) {
            return Kind.SIZE;
        }
        throw new IllegalStateException(type + "; expected a type that a setting may have");
    }

    /**
     * Reads a value and holds it against its bounds.
     *
     * @throws IllegalArgumentException if it is none of this kind, or out of bounds; {@link #expected()} says what would do
     */
    Object parse(String text) {
        Object value = read(text);
        if (!admits(value)) {
            throw new IllegalArgumentException(expected());
        }
        return value;
    }

    private Object read(String text) {
        return switch (kind) {
            case FLAG -> flag(text.toLowerCase(Locale.ROOT));
            case WHOLE ->
                type == int.class || type == Integer.class
                        ? (Object) Integer.valueOf(text)
                        : (Object) Long.valueOf(text);
            case DECIMAL -> Double.valueOf(text);
            case TEXT -> text;
            case CHOICE ->
                Arrays.stream(type.getEnumConstants())
                        .filter(constant -> text.equals(format(constant)))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(expected()));
            case DURATION -> DurationText.parse(text);
            case SIZE -> DataSize.parse(text);
        };
    }

    private boolean flag(String text) {
        if (TRUE.contains(text)) {
            return true;
        } else if (FALSE.contains(text)) {
            return false;
        }
        throw new IllegalArgumentException(expected());
    }

    /** Whether a value of the right type is within its bounds. */
    boolean admits(Object value) {
        return switch (kind) {
            case FLAG, CHOICE -> true;
            case TEXT ->
                !value.equals("")
                        && (setting.pattern().isEmpty() || value.toString().matches(setting.pattern()));
            case DECIMAL -> Double.isFinite((Double) value) && within(value);
            case WHOLE, DURATION, SIZE -> within(value);
        };
    }

    @SuppressWarnings("unchecked") // Both come from read(), so they are of one type.
    private boolean within(Object value) {
        Comparable<Object> comparable = (Comparable<Object>) value;
        return (setting.min().isEmpty() || comparable.compareTo(read(setting.min())) >= 0)
                && (setting.max().isEmpty() || comparable.compareTo(read(setting.max())) <= 0);
    }

    /** Whether a value that looks so in YAML may be of this kind; the JSON Schema says the same. */
    boolean admits(Written.Look look) {
        return switch (kind) {
            case FLAG, DURATION, SIZE -> look != Written.Look.NOTHING;
            case WHOLE, DECIMAL -> look == Written.Look.NUMBER || look == Written.Look.ANY;
            case TEXT, CHOICE -> look == Written.Look.TEXT || look == Written.Look.ANY;
        };
    }

    /** What would be right, in words. */
    String expected() {
        return switch (kind) {
            case FLAG -> "true or false (or yes, no, on, off, 1, 0)";
            case WHOLE -> "a whole number" + bounds();
            case DECIMAL -> "a number" + bounds();
            case TEXT -> text();
            case CHOICE -> "one of " + String.join(", ", choices());
            case DURATION -> "a duration such as 250ms, 30s or 5m" + bounds();
            case SIZE -> "a size such as 512, 64KiB or 10MiB" + bounds();
        };
    }

    private String text() {
        if (!setting.expected().isEmpty()) {
            return setting.expected();
        }
        return setting.pattern().isEmpty() ? "a text" : "a text that matches " + setting.pattern();
    }

    /** {@code " from 1 to 10"}, or as much of it as is bounded. */
    private String bounds() {
        return (setting.min().isEmpty() ? "" : " from " + setting.min())
                + (setting.max().isEmpty() ? "" : " to " + setting.max());
    }

    /** The words of a choice, in the order of the enum. */
    List<String> choices() {
        return Arrays.stream(Objects.requireNonNull(type.getEnumConstants()))
                .map(this::format)
                .collect(Collectors.toList());
    }

    /** A value as it would be written. */
    String format(Object value) {
        if (value instanceof Duration duration) {
            return DurationText.format(duration);
        }
        return value instanceof Enum<?> choice ? word(choice) : value.toString();
    }

    /** A choice as it would be written. */
    static String word(Enum<?> choice) {
        String word = choice.name().toLowerCase(Locale.ROOT);
        return choice instanceof RegisteredWord ? word : word.replace('_', '-');
    }
}
