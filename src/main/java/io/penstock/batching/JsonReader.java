package io.penstock.batching;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads JSON (RFC 8259) in chunks cut anywhere, holds it to its grammar and to valid UTF-8, and says where names and values
 * begin and end; it keeps nothing of them. Its memory is one flag for each open object or list. Confined to one thread.
 *
 * <p>It is a machine with one state for each place at which a chunk may end. Long runs, the insides of strings above all, are
 * passed in tight loops, and what mostly follows is looked for at once, without a turn of the machine.
 */
public final class JsonReader {

    /** How deep objects and lists may be nested. */
    public static final int MAX_DEPTH = 1_000;

    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    private enum State {
        VALUE,
        VALUE_OR_END,
        NAME,
        NAME_OR_END,
        COLON,
        COMMA_OR_END,
        STRING,
        ESCAPE,
        HEX,
        CONTINUATION,
        NUMBER,
        WORD,
        DONE
    }

    private final String document;
    private final JsonTokens tokens;
    private boolean[] objects = new boolean[32];
    private State state = State.VALUE;
    private int depth;
    private int told = MAX_DEPTH;
    private boolean name;
    private boolean lineBreaks;
    private int hexLeft;
    private final Utf8Character character = new Utf8Character();
    private NumberPart part = NumberPart.START;
    private byte[] word = TRUE;
    private int wordAt;
    private byte[] bytes = new byte[0];
    private long offset;

    /**
     * A reader at the beginning of a text.
     *
     * @param document what messages call the text, such as {@code page}
     * @param tokens are told of names and values
     */
    public JsonReader(String document, JsonTokens tokens) {
        this.document = document;
        this.tokens = tokens;
    }

    /** How many objects and lists are open. */
    public int depth() {
        return depth;
    }

    /** Tells only of values that stand in at most so many objects and lists from now on; {@link #MAX_DEPTH} for all. */
    public void tellUpTo(int most) {
        told = most;
    }

    /** Whether line feeds or carriage returns stood between tokens since this was asked last. */
    public boolean takeLineBreaks() {
        boolean found = lineBreaks;
        lineBreaks = false;
        return found;
    }

    /**
     * Reads on.
     *
     * @throws RuntimeException what {@link JsonTokens#flaw} makes, where it is not JSON; then the reader must not be used any more
     */
    public void feed(byte[] chunk, int from, int to) {
        bytes = chunk;
        offset -= from;
        int at = from;
        while (at < to) {
            at = switch (state) {
                case STRING -> string(at, to);
                case NUMBER -> number(at, to);
                case WORD -> word(at, to);
                case ESCAPE -> escape(at);
                case HEX -> hex(at);
                case CONTINUATION -> continuation(at, to);
                default -> structure(at, to);
            };
        }
        offset += to;
    }

    /**
     * Says that the text has ended.
     *
     * @throws RuntimeException what {@link JsonTokens#flaw} makes, where it is not whole
     */
    public void end() {
        boolean numberEnds = state == State.NUMBER && depth == 0 && part.complete();
        if (state != State.DONE && !numberEnds) {
            throw tokens.flaw("the " + document + " ends after " + offset + " bytes; expected the rest of its JSON");
        }
    }

    private int structure(int at, int to) {
        byte b = bytes[at];
        if (isBlank(b)) {
            return blanks(at, to);
        }
        return switch (state) {
            case VALUE -> value(b, at, to);
            case VALUE_OR_END -> b == ']' ? close(at) : value(b, at, to);
            case NAME -> name(b, at, to);
            case NAME_OR_END -> b == '}' ? close(at) : name(b, at, to);
            case COLON -> colon(b, at);
            case COMMA_OR_END -> commaOrEnd(b, at, to);
            default -> throw unexpected(at, "the end of the " + document);
        };
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    private int blanks(int from, int to) {
        int at = from;
        while (at < to && isBlank(bytes[at])) {
            lineBreaks |= bytes[at] == '\n' || bytes[at] == '\r';
            at++;
        }
        return at;
    }

    private int name(byte b, int at, int to) {
        if (b != '"') {
            throw unexpected(at, "a name in quotes");
        }
        name = true;
        state = State.STRING;
        if (depth <= told) {
            tokens.nameBegins(at + 1);
        }
        return string(at + 1, to);
    }

    private int colon(byte b, int at) {
        if (b != ':') {
            throw unexpected(at, "a colon");
        }
        state = State.VALUE;
        return at + 1;
    }

    private int commaOrEnd(byte b, int at, int to) {
        boolean object = objects[depth - 1];
        if (b == ',') {
            int next = at + 1;
            if (object && next < to && bytes[next] == '"') {
                return name((byte) '"', next, to);
            }
            state = object ? State.NAME : State.VALUE;
            return next;
        }
        if (b != (object ? '}' : ']')) {
            throw unexpected(at, object ? "a comma or }" : "a comma or ]");
        }
        return close(at);
    }

    private int value(byte b, int at, int to) {
        switch (b) {
            case '{', '[' -> {
                valueBegins(b, at);
                return open(b == '{', at);
            }
            case '"' -> {
                valueBegins(b, at);
                name = false;
                state = State.STRING;
                return string(at + 1, to);
            }
            case 't', 'f', 'n' -> {
                word = b == 't' ? TRUE : b == 'f' ? FALSE : NULL;
                wordAt = 0;
                state = State.WORD;
            }
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
                part = NumberPart.START;
                state = State.NUMBER;
            }
            default -> throw unexpected(at, "a value");
        }
        valueBegins(b, at);
        return at;
    }

    private void valueBegins(byte first, int at) {
        if (depth <= told) {
            tokens.valueBegins(first, at);
        }
    }

    private int open(boolean object, int at) {
        if (depth == MAX_DEPTH) {
            throw tokens.flaw(
                    "more than " + MAX_DEPTH + " nested values at byte " + (offset + at) + "; expected fewer");
        }
        if (depth == objects.length) {
            objects = Arrays.copyOf(objects, Math.min(MAX_DEPTH, 2 * depth));
        }
        boolean tell = depth <= told;
        objects[depth] = object;
        depth++;
        if (tell) {
            tokens.opened(object);
        }
        state = object ? State.NAME_OR_END : State.VALUE_OR_END;
        return at + 1;
    }

    private int close(int at) {
        if (depth - 1 <= told) {
            tokens.closes();
        }
        depth--;
        valueEnds(at + 1);
        return at + 1;
    }

    private void valueEnds(int end) {
        if (depth <= told) {
            tokens.valueEnds(end);
        }
        state = depth == 0 ? State.DONE : State.COMMA_OR_END;
    }

    private int string(int from, int to) {
        int at = from;
        while (true) {
            at = PlainText.end(bytes, at, to);
            if (at == to) {
                return at;
            }
            byte b = bytes[at];
            if (b == '"') {
                return stringEnds(at, to);
            }
            if (b == '\\') {
                state = State.ESCAPE;
                return at + 1;
            }
            if (b >= 0) {
                throw unexpected(at, "no control character in a text");
            }
            if (!character.begin(b)) {
                throw unexpected(at, "valid UTF-8");
            }
            at = continuation(at + 1, to);
            if (character.open()) {
                state = State.CONTINUATION;
                return at;
            }
        }
    }

    private int stringEnds(int quote, int to) {
        int next = quote + 1;
        if (!name) {
            valueEnds(next);
            return next;
        }
        if (depth <= told) {
            tokens.nameEnds(quote);
        }
        if (next < to && bytes[next] == ':') {
            state = State.VALUE;
            return next + 1;
        }
        state = State.COLON;
        return next;
    }

    private int escape(int at) {
        switch (bytes[at]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> state = State.STRING;
            case 'u' -> {
                hexLeft = 4;
                state = State.HEX;
            }
            default -> throw unexpected(at, "one of \"\\/bfnrtu after a backslash");
        }
        return at + 1;
    }

    private int hex(int at) {
        byte b = bytes[at];
        if (!((b >= '0' && b <= '9') || (b >= 'a' && b <= 'f') || (b >= 'A' && b <= 'F'))) {
            throw unexpected(at, "a hexadecimal digit");
        }
        hexLeft--;
        if (hexLeft == 0) {
            state = State.STRING;
        }
        return at + 1;
    }

    private int continuation(int from, int to) {
        int at = from;
        while (at < to && character.open()) {
            if (!character.next(bytes[at])) {
                throw unexpected(at, "valid UTF-8");
            }
            at++;
        }
        if (!character.open()) {
            state = State.STRING;
        }
        return at;
    }

    private int number(int from, int to) {
        NumberPart now = part;
        int at = from;
        while (at < to) {
            byte b = bytes[at];
            if (!(now.repeats() && b >= '0' && b <= '9')) {
                NumberPart next = now.after(b);
                if (next == null) {
                    return numberEnds(now, at);
                }
                now = next;
            }
            at++;
        }
        part = now;
        return to;
    }

    private int numberEnds(NumberPart last, int at) {
        if (!last.complete()) {
            throw unexpected(at, "a digit");
        }
        valueEnds(at);
        return at;
    }

    private int word(int from, int to) {
        int at = from;
        while (at < to && wordAt < word.length) {
            if (bytes[at] != word[wordAt]) {
                throw unexpected(at, new String(word, StandardCharsets.US_ASCII));
            }
            wordAt++;
            at++;
        }
        if (wordAt == word.length) {
            valueEnds(at);
        }
        return at;
    }

    private RuntimeException unexpected(int at, String expected) {
        byte b = bytes[at];
        String found = b > ' ' && b < 0x7f ? "'" + (char) b + "'" : String.format("0x%02x", b);
        return tokens.flaw(found + " at byte " + (offset + at) + " of the " + document + "; expected " + expected);
    }
}
