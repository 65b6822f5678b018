package io.penstock.batching.pages;

import io.penstock.batching.JsonReader;
import io.penstock.batching.JsonTokens;
import io.penstock.error.NetworkException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the items of a page while it arrives and hands their bytes on as they stand, and keeps the few values that are wanted
 * beside them. Members are compared with the wanted paths only where they stand in an object on such a path; the inside of an
 * item is never looked at, it only has to be JSON. What it keeps is bounded by {@link #MAX_VALUE} for each wanted value, however large
 * the page. Confined to one thread.
 */
final class ItemScanner implements JsonTokens {

    /** The longest of the values wanted beside the items, in bytes. */
    static final int MAX_VALUE = 8 * 1024;

    /** The most bytes of a page that belong to no item. */
    static final long MAX_BESIDE = 64L * 1024 * 1024;

    /** One byte more than a wanted name has where each of its 64 characters is an escape. */
    private static final int LONGEST_NAME = 64 * 6 + 1;

    private enum Taking {
        NOTHING,
        ITEM,
        NAME,
        VALUE
    }

    private final WantedPaths paths;
    private final int maxItem;
    private final Sink sink;
    private final JsonReader json = new JsonReader("page", this);
    private final @Nullable String[] values;
    private final WantedPaths.Node[] onPath;
    private byte[] taken = new byte[64];
    private int takenLength;
    private int takenFrom;
    private boolean begunHere;
    private byte[] chunk = new byte[0];
    private Taking taking = Taking.NOTHING;
    private WantedPaths.@Nullable Node named;
    private int pathDepth;
    private int itemsDepth = -1;
    private boolean itemsFound;
    private int valueNumber;
    private int valuesSeen;
    private long itemBytes;
    private long besideBytes;

    /**
     * A scanner at the beginning of a page.
     *
     * @param maxItem the largest item, in bytes
     */
    ItemScanner(WantedPaths paths, int maxItem, Sink sink) {
        this.paths = paths;
        this.maxItem = maxItem;
        this.sink = sink;
        this.values = new String[paths.values()];
        this.onPath = new WantedPaths.Node[paths.longest()];
        this.named = paths.root();
    }

    /**
     * Reads on.
     *
     * @throws NetworkException where the page cannot be one; then the scanner must not be used any more
     */
    void feed(byte[] bytes, int from, int to) {
        chunk = bytes;
        takenFrom = from;
        begunHere = false;
        besideBytes += to - from;
        json.feed(bytes, from, to);
        take(to);
        sink.chunkEnded(bytes);
        if (besideBytes > MAX_BESIDE) {
            throw Broken.page(
                    besideBytes + " bytes that belong to no item; expected at most " + MAX_BESIDE + " in a page");
        }
    }

    /**
     * Says that the page has ended.
     *
     * @throws NetworkException where it is not whole, or has no list of items
     */
    void end() {
        json.end();
        if (!itemsFound) {
            throw Broken.page("nothing at " + paths.items() + "; expected a list of items");
        }
    }

    /** Whether every wanted value has been seen, so that nothing more is to be learned from the page. */
    boolean sawAllValues() {
        return valuesSeen >= values.length;
    }

    /** A wanted value: a text decoded, a number or a flag as it stands; null where it is absent, or null. */
    @Nullable
    String value(int number) {
        return values[number];
    }

    @Override
    public void nameBegins(int at) {
        if (taking == Taking.NOTHING && pathDepth > 0 && pathDepth == json.depth()) {
            begin(Taking.NAME, at);
        }
    }

    @Override
    public void nameEnds(int end) {
        if (taking == Taking.NAME) {
            take(end);
            taking = Taking.NOTHING;
            named = onPath[pathDepth - 1].child(name());
        }
    }

    @Override
    public void valueBegins(byte first, int at) {
        if (taking == Taking.ITEM) {
            return;
        }
        WantedPaths.Node node = named;
        if (json.depth() == itemsDepth) {
            begin(Taking.ITEM, at);
        } else if (node != null && first != '{' && first != '[') {
            named = null;
            scalar(first, at, node);
        } else if (node != null && node.perhaps()) {
            perhapsItems(first);
        } else if (node != null && !node.mayBe(first)) {
            throw Broken.page(
                    node.path() + " is " + (first == '{' ? "an object" : "a list") + "; expected " + node.expected());
        }
    }

    private void perhapsItems(byte first) {
        if (first == '{') {
            named = null;
        } else if (itemsFound) {
            throw Broken.page("two lists in the page; expected one, or the items setting to name it");
        }
    }

    private void scalar(byte first, int at, WantedPaths.Node node) {
        if (node.perhaps()) {
            return;
        }
        if (node.items() && first == 'n') {
            itemsFound = true;
        } else if (node.items()) {
            throw Broken.page(node.path() + " is a single value; expected " + node.expected());
        } else if (node.value() >= 0) {
            valueNumber = node.value();
            begin(Taking.VALUE, at);
        }
    }

    @Override
    public void opened(boolean object) {
        WantedPaths.Node node = named;
        named = null;
        if (taking != Taking.NOTHING || node == null) {
            return;
        }
        if (node.items() && !object) {
            itemsDepth = json.depth();
            itemsFound = true;
            // What is inside of items is nobody's business here.
            json.tellUpTo(itemsDepth);
        } else {
            onPath[pathDepth] = node;
            pathDepth++;
        }
    }

    @Override
    public void closes() {
        int depth = json.depth();
        if (taking == Taking.ITEM) {
            return;
        }
        if (depth == itemsDepth) {
            itemsDepth = -1;
            json.tellUpTo(JsonReader.MAX_DEPTH);
        } else if (depth == pathDepth) {
            pathDepth--;
        }
    }

    @Override
    public void valueEnds(int end) {
        if (taking == Taking.ITEM && json.depth() == itemsDepth) {
            itemEnds(end);
        } else if (taking == Taking.VALUE) {
            take(end);
            taking = Taking.NOTHING;
            values[valueNumber] = value();
            valuesSeen++;
        }
    }

    private void itemEnds(int end) {
        taking = Taking.NOTHING;
        if (begunHere) {
            count(end - takenFrom);
            sink.whole(chunk, takenFrom, end, json.takeLineBreaks());
        } else {
            takeItem(end);
            sink.itemEnded();
        }
        takenFrom = end;
    }

    private void takeItem(int end) {
        count(end - takenFrom);
        sink.part(chunk, takenFrom, end, json.takeLineBreaks());
    }

    private void count(int length) {
        itemBytes += length;
        besideBytes -= length;
        if (itemBytes > maxItem) {
            throw Broken.page("an item of more than " + maxItem + " bytes; expected at most that (maxItem)");
        }
    }

    @Override
    public NetworkException flaw(String detail) {
        return Broken.page(detail);
    }

    private void begin(Taking what, int at) {
        taking = what;
        begunHere = true;
        takenFrom = at;
        takenLength = 0;
        itemBytes = 0;
        json.takeLineBreaks();
    }

    /** Takes what has been read of what is being taken. */
    private void take(int end) {
        int length = end - takenFrom;
        switch (taking) {
            case ITEM -> takeItem(end);
            // A name that is longer than the longest is none of those wanted, whatever is cut off.
            case NAME -> keep(Math.min(length, LONGEST_NAME - takenLength));
            case VALUE -> {
                if (takenLength + length > MAX_VALUE) {
                    throw Broken.page(
                            "a value beside the items of more than " + MAX_VALUE + " bytes; expected at most that");
                }
                keep(length);
            }
            case NOTHING -> {}
        }
        takenFrom = end;
    }

    private void keep(int length) {
        if (takenLength + length > taken.length) {
            taken = Arrays.copyOf(taken, Math.max(takenLength + length, 2 * taken.length));
        }
        System.arraycopy(chunk, takenFrom, taken, takenLength, length);
        takenLength += length;
    }

    private String name() {
        String text = takenText();
        return text.indexOf('\\') < 0 ? text : decoded('"' + text + '"');
    }

    private @Nullable String value() {
        String text = takenText();
        if (text.startsWith("\"")) {
            return decoded(text);
        }
        return text.equals("null") ? null : text;
    }

    private String takenText() {
        return new String(taken, 0, takenLength, StandardCharsets.UTF_8);
    }

    private static String decoded(String text) {
        try {
            return String.valueOf(Json.decodeValue(Buffer.buffer(text)));
        } catch (DecodeException e) {
            // A name that was cut off within an escape: none of those wanted.
            return text;
        }
    }

    /** Receives items. Their bytes are valid during the call, and may be changed: nobody reads them again. */
    interface Sink {

        /**
         * An item that is whole.
         *
         * @param lineBreaks whether line feeds or carriage returns may stand in it, between tokens
         */
        void whole(byte[] chunk, int from, int to, boolean lineBreaks);

        /** The next bytes, if any, of an item that goes on beyond its chunk; {@link #itemEnded} says when that was all. */
        void part(byte[] chunk, int from, int to, boolean lineBreaks);

        /** The item that came in parts is whole. */
        void itemEnded();

        /** There is nothing more to come from this chunk. */
        void chunkEnded(byte[] chunk);
    }
}
