package io.penstock.testing;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request as a {@link RawServer} received it, its fields in the order of the wire. */
public record RawRequest(String line, List<RawField> fields, Buffer body) {

    /** The first field's value of that name, ignoring case; null where there is none. */
    public @Nullable String field(String name) {
        return Wire.first(fields, name);
    }

    /** The body as UTF-8. */
    public String text() {
        return body.toString();
    }
}
