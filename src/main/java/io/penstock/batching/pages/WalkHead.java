package io.penstock.batching.pages;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;

/** The head of a walk's answer: that of its first page, without what is true of that page alone. */
final class WalkHead {

    private static final CharSequence WALK = HttpHeaders.createOptimized("penstock-walk");

    private static final List<String> OF_ONE_PAGE = List.of(
            "content-length",
            "content-type",
            "content-encoding",
            "content-location",
            "content-disposition",
            "content-md5",
            "content-digest",
            "repr-digest",
            "digest",
            "accept-ranges",
            "etag",
            "last-modified",
            "expires",
            "age",
            "link",
            "trailer");

    private WalkHead() {}

    /** The fields of the answer to a caller. */
    static MultiMap of(MultiMap firstPage, WalkFormat format, String walk) {
        MultiMap fields = HttpHeaders.headers().addAll(firstPage);
        OF_ONE_PAGE.forEach(fields::remove);
        fields.set(HttpHeaders.CONTENT_TYPE, format.contentType());
        fields.add(HttpHeaders.VARY, "Accept");
        if (!walk.isEmpty()) {
            fields.set(WALK, walk);
        }
        return fields;
    }
}
