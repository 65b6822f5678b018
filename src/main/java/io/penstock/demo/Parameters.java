package io.penstock.demo;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** Reads what a request carries; what cannot be understood is answered with a 400 that says what was expected. */
final class Parameters {

    private Parameters() {}

    /** The whole number {@code text}, from {@code min} to {@code max}. */
    static long wholeNumber(String text, long min, long max) {
        try {
            long value = Long.parseLong(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Answered below, as a number out of range is.
        }
        throw Answers.badRequest(text + ": expected a whole number from " + min + " to " + max);
    }

    /** The whole number in the query parameter {@code name}; {@code absent} where the request has none. */
    static long query(RoutingContext context, String name, long min, long max, long absent) {
        String text = context.request().getParam(name);
        return text == null ? absent : wholeNumber(text, min, max);
    }

    /** The JSON object that is the request's body; an empty one where there is no body. */
    static JsonObject json(RoutingContext context) {
        if (context.body().isEmpty()) {
            return new JsonObject();
        }
        try {
            return new JsonObject(context.body().buffer());
        } catch (DecodeException e) {
            throw Answers.badRequest("the body is not a JSON object: " + e.getMessage());
        }
    }

    /**
     * A duration in milliseconds, from {@code min} to {@code max}: a number of milliseconds, or a text such as
     * {@code 250ms}, {@code 5s} or {@code 2m}. Null gives {@code absent}.
     */
    static long millis(@Nullable Object value, long min, long max, long absent) {
        if (value == null) {
            return absent;
        }
        String text = value.toString();
        int digits = 0;
        while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
            digits++;
        }
        long unit = switch (text.substring(digits)) {
            case "", "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            default -> 0;
        };
        if (unit == 0 || digits == 0 || digits > 9) {
            throw Answers.badRequest(text + ": expected a duration such as 250, 250ms, 5s or 2m");
        }
        long millis = Long.parseLong(text.substring(0, digits)) * unit;
        if (millis < min || millis > max) {
            throw Answers.badRequest(text + ": expected a duration from " + min + " ms to " + max + " ms");
        }
        return millis;
    }
}
