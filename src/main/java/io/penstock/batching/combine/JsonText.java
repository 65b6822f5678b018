package io.penstock.batching.combine;

import io.penstock.batching.JsonReader;
import io.penstock.batching.JsonTokens;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A JSON text in which values are found by their paths, as the bytes that they are. It has been held to the grammar as a whole, so
 * that finding a value is a matter of counting quotes and brackets. A value is named by the index of its first byte. Immutable.
 */
final class JsonText {

    /** No value. */
    static final int ABSENT = -1;

    private final byte[] bytes;

    private JsonText(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * A text, which nobody changes from now on.
     *
     * @throws UnsplittableException where it is not JSON
     */
    static JsonText of(byte[] bytes) {
        JsonReader grammar = new JsonReader("answer", new Grammar());
        grammar.tellUpTo(0);
        grammar.feed(bytes, 0, bytes.length);
        grammar.end();
        return new JsonText(bytes);
    }

    /** The value that the text is. */
    int root() {
        return skipSpace(0);
    }

    /** The byte that a value begins with. */
    byte kind(int value) {
        return bytes[value];
    }

    /** Whether a value is null. */
    boolean isNull(int value) {
        return bytes[value] == 'n';
    }

    /** A copy of the bytes of a value. */
    byte[] bytes(int value) {
        return Arrays.copyOfRange(bytes, value, end(value));
    }

    /** A text decoded, a number or a flag as it stands; null for objects, lists and null. */
    @Nullable
    String scalar(int value) {
        return switch (bytes[value]) {
            case '{', '[', 'n' -> null;
            case '"' -> decoded(value, end(value));
            default -> new String(bytes, value, end(value) - value, StandardCharsets.US_ASCII);
        };
    }

    /** What stands at a path below a value; {@link #ABSENT} where nothing does. Of members with the same name the last counts. */
    int find(int value, String[] path) {
        int at = value;
        for (String name : path) {
            if (bytes[at] != '{') {
                return ABSENT;
            }
            int found = ABSENT;
            for (int next = first(at); next != ABSENT; next = next(next)) {
                int member = member(next);
                found = name.equals(name(next)) ? member : found;
            }
            if (found == ABSENT) {
                return ABSENT;
            }
            at = found;
        }
        return at;
    }

    /** The first entry of an object or a list; {@link #ABSENT} where it is empty. */
    int first(int container) {
        int at = skipSpace(container + 1);
        return bytes[at] == '}' || bytes[at] == ']' ? ABSENT : at;
    }

    /** The entry of an object or a list after another one; {@link #ABSENT} where that is the last. */
    int next(int entry) {
        int at = skipSpace(end(entry));
        if (bytes[at] == ':') {
            at = skipSpace(end(skipSpace(at + 1)));
        }
        return bytes[at] == ',' ? skipSpace(at + 1) : ABSENT;
    }

    /** The name of an object's entry. */
    String name(int entry) {
        return decoded(entry, end(entry));
    }

    /** The value of an object's entry. */
    int member(int entry) {
        return skipSpace(skipSpace(end(entry)) + 1);
    }

    private int end(int value) {
        byte first = bytes[value];
        if (first == '"') {
            return textEnd(value);
        } else if (first == '{' || first == '[') {
            return containerEnd(value);
        }
        int at = value;
        while (at < bytes.length && bytes[at] > ' ' && bytes[at] != ',' && bytes[at] != ']' && bytes[at] != '}') {
            at++;
        }
        return at;
    }

    private int textEnd(int quote) {
        int at = quote + 1;
        while (bytes[at] != '"') {
            at += bytes[at] == '\\' ? 2 : 1;
        }
        return at + 1;
    }

    private int containerEnd(int bracket) {
        int depth = 0;
        int at = bracket;
        do {
            switch (bytes[at]) {
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                // Brackets in a text are none.
                case '"' -> at = textEnd(at) - 1;
                default -> {}
            }
            at++;
        } while (depth > 0);
        return at;
    }

    private int skipSpace(int from) {
        int at = from;
        while (at < bytes.length && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
            at++;
        }
        return at;
    }

    private String decoded(int from, int end) {
        for (int at = from; at < end; at++) {
            if (bytes[at] == '\\') {
                return String.valueOf(Json.decodeValue(Buffer.buffer(Arrays.copyOfRange(bytes, from, end))));
            }
        }
        return new String(bytes, from + 1, end - from - 2, StandardCharsets.UTF_8);
    }

    /** Wants nothing but that the text is JSON. */
    private static final class Grammar implements JsonTokens {

        @Override
        public void nameBegins(int at) {}

        @Override
        public void nameEnds(int end) {}

        @Override
        public void valueBegins(byte first, int at) {}

        @Override
        public void opened(boolean object) {}

        @Override
        public void closes() {}

        @Override
        public void valueEnds(int end) {}

        @Override
        public RuntimeException flaw(String detail) {
            return new UnsplittableException(detail);
        }
    }
}
