package io.penstock.batching;

import io.netty.util.AsciiString;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The request fields in which two requests may differ and still be alike: they cannot select an answer. What an answer's
 * {@code Vary} names must not be among them. Thread-safe.
 */
public final class IgnoredFields {

    private static final String OWN_PREFIX = "penstock-";
    private static final List<String> ALWAYS = List.of("traceparent", "x-request-id", "priority");

    private final AsciiString[] names;

    /** A bit for each length that a name has, counted modulo the bits of a number: most fields have none of these. */
    private final long lengths;

    /**
     * The fields that are always ignored, and others.
     *
     * @param more names in any case
     */
    public IgnoredFields(List<String> more) {
        names = Stream.concat(ALWAYS.stream(), more.stream())
                .map(AsciiString::new)
                .toArray(AsciiString[]::new);
        lengths = Arrays.stream(names).mapToLong(name -> 1L << name.length()).reduce(0, (one, other) -> one | other);
    }

    /** Whether a field of that name, in any case, is ignored. */
    public boolean contain(CharSequence name) {
        if ((lengths & 1L << name.length()) != 0) {
            for (AsciiString ignored : names) {
                if (ignored.contentEqualsIgnoreCase(name)) {
                    return true;
                }
            }
        }
        return AsciiString.regionMatches(name, true, 0, OWN_PREFIX, 0, OWN_PREFIX.length());
    }
}
