package io.penstock.token;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** A path into JSON: names separated by dots; a number counts in a list, from 0. */
record AnswerPath(String text) {

    private static final String NUMBER = "[0-9]{1,6}";

    /** The value that the path leads to; null where there is none. A name with dots in it is found at the top. */
    @Nullable
    Object in(Object content) {
        if (content instanceof JsonObject object && object.containsKey(text)) {
            return object.getValue(text);
        }
        Object at = content;
        for (String step : text.split("\\.", -1)) {
            if (at instanceof JsonObject object) {
                at = object.getValue(step);
            } else if (at instanceof JsonArray list && step.matches(NUMBER) && Integer.parseInt(step) < list.size()) {
                at = list.getValue(Integer.parseInt(step));
            } else {
                return null;
            }
        }
        return at;
    }

    /** The text, or the number or flag as one, that the path leads to; null where there is none of these. */
    @Nullable
    String textIn(Object content) {
        Object value = in(content);
        return value instanceof String || value instanceof Number || value instanceof Boolean ? value.toString() : null;
    }
}
