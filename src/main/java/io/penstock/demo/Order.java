package io.penstock.demo;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * An order as it was placed.
 *
 * @param id its number, from 1
 * @param reference the client's name for it ({@code Order-Ref}); null where it gave none
 * @param content what was ordered, as sent
 */
record Order(long id, @Nullable String reference, JsonObject content) {

    JsonObject toJson() {
        return new JsonObject().put("id", id).put("reference", reference).put("order", content);
    }
}
