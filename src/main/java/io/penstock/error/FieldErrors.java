package io.penstock.error;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads field errors from the bodies of common frameworks: FastAPI's {@code detail}, the {@code errors} of RFC 9457's
 * example and of JSON:API, and Laravel's {@code errors} by field. What is of another form is left out.
 */
final class FieldErrors {

    /** The largest body that is read. */
    static final int MOST_BYTES = 64 * 1024;

    static final int MOST_ERRORS = 100;

    private final List<FieldError> found = new ArrayList<>();

    private FieldErrors() {}

    /** The field errors of a body, at most a hundred; none where it is no JSON, of no known form, or too large. */
    static List<FieldError> read(Buffer body) {
        if (body.length() == 0 || body.length() > MOST_BYTES) {
            return List.of();
        }
        FieldErrors errors = new FieldErrors();
        try {
            errors.readObject(new JsonObject(body));
        } catch (DecodeException | ClassCastException notAnObject) {
            return List.of();
        }
        return List.copyOf(errors.found);
    }

    private void readObject(JsonObject body) {
        Object detail = body.getValue("detail");
        Object errors = body.getValue("errors");
        if (detail instanceof JsonArray list) {
            list.forEach(this::fastApi);
        }
        if (errors instanceof JsonArray list) {
            list.forEach(this::listed);
        } else if (errors instanceof JsonObject byField) {
            byField.forEach(this::laravel);
        }
    }

    private void fastApi(@Nullable Object entry) {
        if (entry instanceof JsonObject error) {
            Object loc = error.getValue("loc");
            String path = loc instanceof JsonArray steps
                    ? steps.stream().map(String::valueOf).collect(Collectors.joining("."))
                    : text(loc);
            add(path, error.getValue("msg"));
        }
    }

    /** RFC 9457 says {@code pointer} and {@code detail}, JSON:API {@code source.pointer} and {@code detail} or {@code title}. */
    private void listed(@Nullable Object entry) {
        if (!(entry instanceof JsonObject error)) {
            return;
        }
        String loc = text(error.getValue("pointer"));
        if (error.getValue("source") instanceof JsonObject source) {
            Object pointer = source.getValue("pointer");
            loc = text(pointer != null ? pointer : source.getValue("parameter"));
        }
        Object detail = error.getValue("detail");
        add(loc, detail != null ? detail : error.getValue("title"));
    }

    private void laravel(Map.Entry<String, @Nullable Object> field) {
        if (field.getValue() instanceof JsonArray messages) {
            messages.forEach(message -> add(field.getKey(), message));
        } else {
            add(field.getKey(), field.getValue());
        }
    }

    private void add(String loc, @Nullable Object message) {
        if (message instanceof String msg && found.size() < MOST_ERRORS) {
            found.add(new FieldError(loc, msg));
        }
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
