package io.penstock.batching.pages;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * The next page begins after the last item's key; an empty page is the last.
 *
 * @param parameter what carries the key
 * @param keyPath where an item has its key
 */
record KeysetStyle(PageParameter parameter, String keyPath) implements PageStyle {

    @Override
    public @Nullable PageRequest next(PageRequest last, PageFacts facts) {
        if (Boolean.FALSE.equals(facts.hasMore()) || facts.items() == 0) {
            return null;
        }
        Object key = key(facts);
        if (!(key instanceof String || key instanceof Number)) {
            throw Broken.page("the last item has no text or number at " + keyPath + "; expected the key");
        }
        return parameter.set(last, key);
    }

    private @Nullable Object key(PageFacts facts) {
        Object at;
        try {
            at = Json.decodeValue(facts.lastItem());
        } catch (DecodeException e) {
            return null;
        }
        for (String name : keyPath.split("\\.", -1)) {
            at = at instanceof JsonObject object ? object.getValue(name) : null;
        }
        return at instanceof Double ? exact(facts.lastItem()) : at;
    }

    /** The key as it stands: a fraction may have more digits than a double keeps, and without them items would be lost. */
    private @Nullable BigDecimal exact(Buffer item) {
        WantedPaths paths = new WantedPaths("none");
        int key = paths.want("item." + keyPath);
        ItemScanner scanner = new ItemScanner(paths, item.length(), new ItemWriter(WalkFormat.LIST, 0, false));
        byte[] page =
                Buffer.buffer("{\"item\":").appendBuffer(item).appendString("}").getBytes();
        scanner.feed(page, 0, page.length);
        try {
            return new BigDecimal(String.valueOf(scanner.value(key)));
        } catch (NumberFormatException e) {
            // An exponent of more digits than any number has.
            return null;
        }
    }
}
