package io.penstock.batching.pages;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
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
        return at;
    }
}
