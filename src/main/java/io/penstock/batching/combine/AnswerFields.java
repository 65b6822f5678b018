package io.penstock.batching.combine;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which fields of an answer to a batch are said to each of its callers. Pure. */
final class AnswerFields {

    /** What is said of the one answer that came: its length and encoding, its validators, its place, and cookies. */
    private static final List<String> OF_THE_BATCH = List.of(
            "accept-ranges",
            "content-digest",
            "content-encoding",
            "content-length",
            "content-location",
            "content-md5",
            "content-range",
            "content-type",
            "digest",
            "etag",
            "last-modified",
            "link",
            "location",
            "repr-digest",
            "set-cookie",
            "set-cookie2",
            "trailer");

    /** What an item cannot say, since it tells of a connection or of how bytes are sent. */
    private static final Set<String> NEVER_OF_AN_ITEM = Set.of(
            "connection",
            "content-encoding",
            "content-length",
            "keep-alive",
            "proxy-authenticate",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private AnswerFields() {}

    /** The fields of a batch's answer that are each caller's too. */
    static MultiMap common(MultiMap fields) {
        MultiMap common = HttpHeaders.headers().addAll(fields);
        OF_THE_BATCH.forEach(common::remove);
        return common;
    }

    /** Whether an item may say a field of its own. */
    static boolean own(String name) {
        return !NEVER_OF_AN_ITEM.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Whether a media type is JSON, or ends in {@code +json}. */
    static boolean isJson(@Nullable String type) {
        if (type == null) {
            return false;
        }
        int semicolon = type.indexOf(';');
        String essence =
                (semicolon < 0 ? type : type.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
        return essence.endsWith("/json") || essence.endsWith("+json");
    }
}
