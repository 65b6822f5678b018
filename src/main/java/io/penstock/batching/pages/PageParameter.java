package io.penstock.batching.pages;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What of a request leads to a page: a parameter of its query, or a member of its JSON body.
 *
 * @param name the parameter, or the member's path
 * @param inBody whether it is a member of the body
 */
record PageParameter(String name, boolean inBody) {

    /** Its value as text; null where it is absent. */
    @Nullable
    String get(PageRequest request) {
        if (!inBody) {
            return Query.get(request.target(), name);
        }
        Object value = parent(content(request)).getValue(lastName());
        return value == null ? null : value.toString();
    }

    /** The request with another value. */
    PageRequest set(PageRequest request, Object value) {
        if (!inBody) {
            return new PageRequest(Query.set(request.target(), name, value.toString()), request.body());
        }
        JsonObject content = content(request);
        parent(content).put(lastName(), value);
        return new PageRequest(request.target(), content.toBuffer());
    }

    private String lastName() {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private JsonObject parent(JsonObject content) {
        String[] names = name.split("\\.", -1);
        JsonObject at = content;
        for (int i = 0; i < names.length - 1; i++) {
            if (!(at.getValue(names[i]) instanceof JsonObject)) {
                at.put(names[i], new JsonObject());
            }
            at = at.getJsonObject(names[i]);
        }
        return at;
    }

    private static JsonObject content(PageRequest request) {
        Buffer body = request.body();
        try {
            return body.length() == 0 ? new JsonObject() : new JsonObject(body);
        } catch (DecodeException e) {
            throw Broken.page("the request's body is no JSON object; expected one that can carry the place of a page");
        }
    }
}
