package io.penstock.batching.pages;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How the items of a walk are put together, as a caller asks for with {@code Accept}. */
enum WalkFormat {
    /** One item a line. */
    LINES("application/x-ndjson", "", "\n", "", ""),
    /** One JSON list. */
    LIST("application/json", ",", "", "[", "]"),
    /** One event an item, and at the end one that says so. */
    EVENTS("text/event-stream", "data: ", "\n\n", "", "event: end\ndata:\n\n");

    private final String contentType;
    private final String before;
    private final String after;
    private final String begin;
    private final String end;

    WalkFormat(String contentType, String before, String after, String begin, String end) {
        this.contentType = contentType;
        this.before = before;
        this.after = after;
        this.begin = begin;
        this.end = end;
    }

    /** What an {@code Accept} field asks for; null where it asks for no walk. The first that it names counts. */
    static @Nullable WalkFormat asked(@Nullable String accept) {
        if (accept == null || !mayAsk(accept)) {
            return null;
        }
        for (String range : accept.split(",", -1)) {
            WalkFormat format = ofRange(range);
            if (format != null) {
                return format;
            }
        }
        return null;
    }

    /** What an {@code Accept} field asks for beside a walk; JSON where that is nothing. */
    static String rest(String accept) {
        StringBuilder rest = new StringBuilder();
        for (String range : accept.split(",", -1)) {
            if (ofRange(range) == null && !range.isBlank()) {
                rest.append(rest.isEmpty() ? "" : ", ").append(range.strip());
            }
        }
        return rest.isEmpty() ? LIST.contentType : rest.toString();
    }

    private static @Nullable WalkFormat ofRange(String range) {
        String[] parts = range.toLowerCase(Locale.ROOT).split(";", -1);
        return switch (parts[0].strip()) {
            case "application/x-ndjson" -> LINES;
            case "text/event-stream" -> EVENTS;
            case "application/json" ->
                Arrays.stream(parts).anyMatch(part -> part.replace(" ", "").equals("stream=all")) ? LIST : null;
            default -> null;
        };
    }

    /** Tells most fields apart without taking them to pieces. */
    private static boolean mayAsk(String accept) {
        for (int i = 0; i < accept.length(); i++) {
            char c = accept.charAt(i);
            if (c == '-' || c == '=') {
                return true;
            }
        }
        return false;
    }

    String contentType() {
        return contentType;
    }

    /** Whether an item must not be broken into lines. */
    boolean inLines() {
        return this != LIST;
    }

    /** What stands before an item; the walk takes {@link #firstSkipped()} bytes of it off the first one. */
    String before() {
        return before;
    }

    /** What stands after an item. */
    String after() {
        return after;
    }

    /** What stands before all items. */
    String begin() {
        return begin;
    }

    /** What stands after all items. */
    String end() {
        return end;
    }

    /** How many bytes before the first item are a separator, and too many. */
    int firstSkipped() {
        return this == LIST ? before.length() : 0;
    }
}
