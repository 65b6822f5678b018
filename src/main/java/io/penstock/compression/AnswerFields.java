package io.penstock.compression;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The fields of answers, as far as compression is concerned with them (RFC 9110). Pure. */
final class AnswerFields {

    private static final List<CharSequence> BYTES_VOUCHED_FOR = List.of(
            HttpHeaders.createOptimized("content-digest"),
            HttpHeaders.createOptimized("repr-digest"),
            HttpHeaders.createOptimized("digest"),
            HttpHeaders.createOptimized("content-md5"),
            HttpHeaders.createOptimized("signature"));

    private static final CharSequence TRAILER = HttpHeaders.createOptimized("trailer");

    private AnswerFields() {}

    /** The length that is announced; −1 where none is. */
    static long length(MultiMap fields) {
        String length = fields.get(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** Whether nobody on the way may change the body (RFC 9111, section 5.2.2.6), or a caller asks for that (5.2.1.6). */
    static boolean mayNotBeTransformed(MultiMap fields) {
        if (!fields.contains(HttpHeaders.CACHE_CONTROL)) {
            return false;
        }
        return fields.getAll(HttpHeaders.CACHE_CONTROL).stream()
                .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("no-transform"));
    }

    /** Whether a digest or a signature vouches for the very bytes (RFC 9530, RFC 9421), or will in the trailers. */
    static boolean bytesVouchedFor(MultiMap fields) {
        String trailer = fields.get(TRAILER);
        if (trailer != null) {
            String names = trailer.toLowerCase(Locale.ROOT);
            if (names.contains("digest") || names.contains("signature") || names.contains("md5")) {
                return true;
            }
        }
        return BYTES_VOUCHED_FOR.stream().anyMatch(fields::contains);
    }

    /** Whether it is said that the answer depends on what the caller accepts, or on everything. */
    static boolean varies(MultiMap fields) {
        if (!fields.contains(HttpHeaders.VARY)) {
            return false;
        }
        for (String value : fields.getAll(HttpHeaders.VARY)) {
            for (String name : value.split(",", -1)) {
                if (name.strip().equals("*") || name.strip().equalsIgnoreCase("accept-encoding")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** A copy for the same answer with its body in a coding. */
    static MultiMap encoded(MultiMap fields, String coding) {
        MultiMap copy = HttpHeaders.headers().addAll(fields);
        copy.remove(HttpHeaders.CONTENT_LENGTH);
        // Ranges count the bytes of the bare body.
        copy.remove(HttpHeaders.ACCEPT_RANGES);
        copy.set(HttpHeaders.CONTENT_ENCODING, coding);
        weakenTag(copy);
        return copy;
    }

    /** A copy for the same answer under the weak form of its tag. */
    static MultiMap weaklyTagged(MultiMap fields) {
        MultiMap copy = HttpHeaders.headers().addAll(fields);
        weakenTag(copy);
        return copy;
    }

    /** Makes a strong ETag a weak one: it is no longer the same bytes that it names (RFC 9110, section 8.8.3.3). */
    private static void weakenTag(MultiMap fields) {
        String tag = fields.get(HttpHeaders.ETAG);
        if (tag != null && tag.startsWith("\"")) {
            fields.set(HttpHeaders.ETAG, "W/" + tag);
        }
    }

    /**
     * Whether a caller knows the tag of a 304 only in its weak form: it has it from an answer that was compressed, and its
     * cache would not find the strong one (RFC 9111, section 4.3.4).
     *
     * @param ifNoneMatch what the caller asked with; null for nothing
     */
    static boolean knownAsWeak(MultiMap fields, @Nullable String ifNoneMatch) {
        String tag = fields.get(HttpHeaders.ETAG);
        return tag != null && ifNoneMatch != null && tag.startsWith("\"") && ifNoneMatch.contains("W/" + tag);
    }
}
