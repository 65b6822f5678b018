package io.penstock.testing;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer as a {@link RawClient} received it, its fields in the order of the wire. */
public record RawResponse(String line, List<RawField> fields, Buffer body, List<RawField> trailers) {

    /** The status code. */
    public int status() {
        return Integer.parseInt(line.split(" ", 3)[1]);
    }

    /** The first field's value of that name, ignoring case; null where there is none. */
    public @Nullable String field(String name) {
        return Wire.first(fields, name);
    }

    /** The values of all fields of that name, ignoring case, in order. */
    public List<String> fields(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(RawField::value)
                .toList();
    }

    /** The body as UTF-8. */
    public String text() {
        return body.toString();
    }
}
