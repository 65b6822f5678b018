package io.penstock.batching.coalesce;

import io.penstock.batching.IgnoredFields;
import io.penstock.exchange.Answer;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which answers may go to several callers. Pure. */
final class Shareable {

    private static final CharSequence SET_COOKIE2 = HttpHeaders.createOptimized("set-cookie2");
    private static final String EVENT_STREAM = "text/event-stream";
    private static final String PRIVATE = "private";

    private Shareable() {}

    /**
     * Whether all who asked the same may have the answer: it sets no cookie, is not private, was selected by nothing in which
     * their requests may differ, and is no event stream.
     */
    static boolean test(Answer answer, IgnoredFields ignored) {
        MultiMap fields = answer.headers();
        return !fields.contains(HttpHeaders.SET_COOKIE)
                && !fields.contains(SET_COOKIE2)
                && !isEventStream(fields.get(HttpHeaders.CONTENT_TYPE))
                && !isPrivate(fields)
                && variesAlike(fields, ignored);
    }

    private static boolean isEventStream(@Nullable String type) {
        return type != null && type.regionMatches(true, 0, EVENT_STREAM, 0, EVENT_STREAM.length());
    }

    private static boolean isPrivate(MultiMap fields) {
        if (!fields.contains(HttpHeaders.CACHE_CONTROL)) {
            return false;
        }
        return fields.getAll(HttpHeaders.CACHE_CONTROL).stream()
                .flatMap(Shareable::members)
                .anyMatch(directive -> directive.regionMatches(true, 0, PRIVATE, 0, PRIVATE.length()));
    }

    private static boolean variesAlike(MultiMap fields, IgnoredFields ignored) {
        if (!fields.contains(HttpHeaders.VARY)) {
            return true;
        }
        List<String> values = fields.getAll(HttpHeaders.VARY);
        return values.stream().flatMap(Shareable::members).noneMatch(name -> name.equals("*") || ignored.contain(name));
    }

    private static Stream<String> members(String list) {
        return Arrays.stream(list.split(",", -1)).map(String::strip);
    }
}
