package io.penstock.resilience.fallback;

import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/** Fields that are lists, on however many lines they stand (RFC 9110, section 5.3). Pure. */
final class ListField {

    /** The directive of {@code Cache-Control} that forbids to keep anything. */
    static final String NO_STORE = "no-store";

    private ListField() {}

    /** All members of a field in lower case; none where there is no such field. Commas in quotes part members too. */
    static Stream<String> members(MultiMap fields, CharSequence name) {
        return fields.getAll(name).stream()
                .flatMap(line -> Arrays.stream(line.split(",", -1)))
                .map(member -> member.strip().toLowerCase(Locale.ROOT));
    }
}
