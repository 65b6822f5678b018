package io.penstock;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * An upstream's answer, whole in memory. Any status that the upstream answers with is an answer and not a failure.
 *
 * @param status the status code, 200 to 599
 * @param headers the end-to-end fields; names in any case. {@code Location} is as the upstream wrote it
 * @param body the body as it came, still under its {@code Content-Encoding}; empty where there is none
 */
public record UpstreamResponse(int status, MultiMap headers, Buffer body) {

    /** A field's first value, null where there is none. */
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    /** The body as text in UTF-8. */
    public String bodyAsString() {
        return body.toString();
    }

    /**
     * The body as a JSON object.
     *
     * @throws io.vertx.core.json.DecodeException where it is none
     */
    public JsonObject bodyAsJsonObject() {
        return body.toJsonObject();
    }

    /**
     * The body as a JSON array.
     *
     * @throws io.vertx.core.json.DecodeException where it is none
     */
    public JsonArray bodyAsJsonArray() {
        return body.toJsonArray();
    }

    /** The status and the body's length; fields and body may hold secrets. */
    @Override
    public String toString() {
        return "status " + status + ", " + body.length() + " bytes";
    }
}
