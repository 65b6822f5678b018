package io.penstock.config;

/** How an API leads from one page of a collection to the next. */
public enum PagingStyle {
    /** By a {@code Link} field with {@code rel=next} (RFC 8288). */
    LINK,
    /** By a URL in the page. */
    URL,
    /** By an opaque text in the page or its head, which the next request carries. */
    CURSOR,
    /** By the number of the page. */
    PAGE,
    /** By the number of items to pass over. */
    OFFSET,
    /** By a field of the last item, such as its id. */
    KEYSET
}
