package io.penstock.batching.pages;

import io.penstock.error.NetworkException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads JSON (RFC 8259) in chunks cut anywhere, holds it to its grammar and to valid UTF-8, and says where names and values
 * begin and end; it keeps nothing of them. Its memory is one flag for each open object or list. Confined to one thread.
 *
 * <p>It is a machine with one state for each place at which a chunk may end. Long runs, the insides of strings above all, are
 * passed in tight loops.
 */
final class JsonReader {

    /** How deep objects and lists may be nested. */
    static final int MAX_DEPTH = 1_000;

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

    private final Tokens tokens;
    private boolean[] objects = new boolean[32];
    private State state = State.VALUE;
    private int depth;
    private boolean name;
    private boolean lineBreaks;
    private int hexLeft;
    private int continuationLeft;
    private int continuationMin;
    private int continuationMax;
    private NumberPart part = NumberPart.START;
    private byte[] word = TRUE;
    private int wordAt;
    private byte[] bytes = new byte[0];
    private long offset;

    /** A reader at the beginning of a text, whose tokens are told to {@code tokens}. */
    JsonReader(Tokens tokens) {
        this.tokens = tokens;
    }

    /** How many objects and lists are open. */
    int depth() {
        return depth;
    }

    /** Whether line feeds or carriage returns stood between tokens since this was asked last. */
    boolean takeLineBreaks() {
        boolean found = lineBreaks;
        lineBreaks = false;
        return found;
    }

    /**
     * Reads on.
     *
     * @throws NetworkException where it is not JSON; then the reader must not be used any more
     */
    void feed(byte[] chunk, int from, int to) {
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
                case CONTINUATION -> continuation(at);
                default -> structure(at);
            };
        }
        offset += to;
    }

    /**
     * Says that the text has ended.
     *
     * @throws NetworkException where it is not whole
     */
    void end() {
        boolean numberEnds = state == State.NUMBER && depth == 0 && part.complete();
        if (state != State.DONE && !numberEnds) {
            throw Broken.page("the page ends after " + offset + " bytes; expected the rest of its JSON");
        }
    }

    private int structure(int at) {
        byte b = bytes[at];
        if (b == ' ' || b == '\n' || b == '\r' || b == '\t') {
            lineBreaks |= b == '\n' || b == '\r';
            return at + 1;
        }
        return switch (state) {
            case VALUE -> value(b, at);
            case VALUE_OR_END -> b == ']' ? close(at) : value(b, at);
            case NAME -> name(b, at);
            case NAME_OR_END -> b == '}' ? close(at) : name(b, at);
            case COLON -> colon(b, at);
            case COMMA_OR_END -> commaOrEnd(b, at);
            default -> throw unexpected(at, "the end of the page");
        };
    }

    private int name(byte b, int at) {
        if (b != '"') {
            throw unexpected(at, "a name in quotes");
        }
        name = true;
        state = State.STRING;
        tokens.nameBegins(at + 1);
        return at + 1;
    }

    private int colon(byte b, int at) {
        if (b != ':') {
            throw unexpected(at, "a colon");
        }
        state = State.VALUE;
        return at + 1;
    }

    private int commaOrEnd(byte b, int at) {
        boolean object = objects[depth - 1];
        if (b == ',') {
            state = object ? State.NAME : State.VALUE;
            return at + 1;
        }
        if (b != (object ? '}' : ']')) {
            throw unexpected(at, object ? "a comma or }" : "a comma or ]");
        }
        return close(at);
    }

    private int value(byte b, int at) {
        switch (b) {
            case '{', '[' -> {
                tokens.valueBegins(b, at);
                return open(b == '{', at);
            }
            case '"' -> {
                tokens.valueBegins(b, at);
                name = false;
                state = State.STRING;
                return at + 1;
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
        tokens.valueBegins(b, at);
        return at;
    }

    private int open(boolean object, int at) {
        if (depth == MAX_DEPTH) {
            throw Broken.page(
                    "more than " + MAX_DEPTH + " nested values at byte " + (offset + at) + "; expected fewer");
        }
        if (depth == objects.length) {
            objects = Arrays.copyOf(objects, Math.min(MAX_DEPTH, 2 * depth));
        }
        objects[depth] = object;
        depth++;
        tokens.opened();
        state = object ? State.NAME_OR_END : State.VALUE_OR_END;
        return at + 1;
    }

    private int close(int at) {
        tokens.closes();
        depth--;
        valueEnds(at + 1);
        return at + 1;
    }

    private void valueEnds(int end) {
        tokens.valueEnds(end);
        state = depth == 0 ? State.DONE : State.COMMA_OR_END;
    }

    private int string(int from, int to) {
        byte[] chunk = bytes;
        int at = from;
        // Negative bytes end the run, too: they begin a character beyond ASCII.
        while (at < to && chunk[at] >= ' ' && chunk[at] != '"' && chunk[at] != '\\') {
            at++;
        }
        if (at == to) {
            return at;
        }
        byte b = chunk[at];
        if (b == '"') {
            stringEnds(at);
        } else if (b == '\\') {
            state = State.ESCAPE;
        } else if (b >= 0) {
            throw unexpected(at, "no control character in a text");
        } else {
            beginCharacter(b & 0xff, at);
        }
        return at + 1;
    }

    private void stringEnds(int quote) {
        if (name) {
            tokens.nameEnds(quote);
            state = State.COLON;
        } else {
            valueEnds(quote + 1);
        }
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

    /** The first byte of a character beyond ASCII, by table 3-7 of the Unicode Standard. */
    private void beginCharacter(int lead, int at) {
        if (lead < 0xc2 || lead > 0xf4) {
            throw unexpected(at, "valid UTF-8");
        }
        continuationLeft = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
        continuationMin = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        continuationMax = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        state = State.CONTINUATION;
    }

    private int continuation(int at) {
        int b = bytes[at] & 0xff;
        if (b < continuationMin || b > continuationMax) {
            throw unexpected(at, "valid UTF-8");
        }
        continuationMin = 0x80;
        continuationMax = 0xbf;
        continuationLeft--;
        if (continuationLeft == 0) {
            state = State.STRING;
        }
        return at + 1;
    }

    private int number(int from, int to) {
        for (int at = from; at < to; at++) {
            NumberPart next = part.after(bytes[at]);
            if (next == null) {
                if (!part.complete()) {
                    throw unexpected(at, "a digit");
                }
                valueEnds(at);
                return at;
            }
            part = next;
        }
        return to;
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

    private NetworkException unexpected(int at, String expected) {
        byte b = bytes[at];
        String found = b > ' ' && b < 0x7f ? "'" + (char) b + "'" : String.format("0x%02x", b);
        return Broken.page(found + " at byte " + (offset + at) + " of the page; expected " + expected);
    }

    /** Hears of names and values. Places are indexes into the chunk that is being read. */
    interface Tokens {

        /** The name of an object's member begins, after its quote. */
        void nameBegins(int at);

        /** It ends, before its quote. */
        void nameEnds(int end);

        /** A value begins with this byte. */
        void valueBegins(byte first, int at);

        /** The object or list that has just begun is open: the depth counts it. */
        void opened();

        /** The innermost object or list is about to close: the depth still counts it. */
        void closes();

        /** A value has ended; the depth is that at which it began. */
        void valueEnds(int end);
    }
}
