package io.penstock.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How the pages of a collection follow each other, so that a caller may have all of its items as one stream. */
public record PagesConfig(
        @Setting(
                value =
                        "What leads to the next page: link (a Link field with rel=next), url (one in the page), cursor, page (a number), offset, or keyset (a field of the last item).",
                example = "cursor")
        PagingStyle style,

        @Setting(
                value =
                        "Where the list of items stands in a page; where absent, the page itself, or its only member that is a list.",
                pattern = PagesConfig.PATH,
                expected = PagesConfig.PATH_IN_WORDS,
                example = "data.items")
        @Nullable
        String items,

        @Setting(
                value = "For url and cursor: where the next URL or the cursor stands in a page.",
                pattern = PagesConfig.PATH,
                expected = PagesConfig.PATH_IN_WORDS,
                example = "meta.next")
        @Nullable
        String nextPath,

        @Setting(
                value = "For cursor: the field of the answer that holds it, in place of nextPath.",
                pattern = CredentialConfig.FIELD_NAME,
                expected = CredentialConfig.FIELD_NAME_IN_WORDS,
                example = "X-Next-Cursor")
        @Nullable
        String nextHeader,

        @Setting(
                value = "For keyset: the field of the last item that the next request carries.",
                pattern = PagesConfig.PATH,
                expected = PagesConfig.PATH_IN_WORDS,
                example = "id")
        @Nullable
        String keyPath,

        @Setting(
                value =
                        "Parameter of the query that carries cursor, page, offset or key: cursor, page, offset or after where absent.",
                pattern = PagesConfig.PARAMETER,
                expected = PagesConfig.PARAMETER_IN_WORDS,
                example = "starting_after")
        @Nullable
        String parameter,

        @Setting(
                value = "Put it into the JSON body of a POST in place of the query; then the parameter is a path.",
                byDefault = "false")
        boolean inBody,

        @Setting(value = "For page: the number of the first one.", byDefault = "1", min = "0", max = "1")
        int firstPage,

        @Setting(
                value = "Parameter of the query that says how many items a page has; none is sent where absent.",
                pattern = PagesConfig.PARAMETER,
                expected = PagesConfig.PARAMETER_IN_WORDS,
                example = "limit")
        @Nullable
        String sizeParameter,

        @Setting(
                value = "Items to ask for in a page, where the caller does not say.",
                byDefault = "100",
                min = "1",
                max = "1000000")
        int size,

        @Setting(
                value = "Where a page says whether there are more: true or false.",
                pattern = PagesConfig.PATH,
                expected = PagesConfig.PATH_IN_WORDS,
                example = "has_more")
        @Nullable
        String hasMorePath,

        @Setting(
                value = "For page and offset: where a page says how many items there are in all.",
                pattern = PagesConfig.PATH,
                expected = PagesConfig.PATH_IN_WORDS,
                example = "meta.total")
        @Nullable
        String totalPath,

        @Setting(
                value = "For page and offset: the field of the answer that says how many items there are in all.",
                pattern = CredentialConfig.FIELD_NAME,
                expected = CredentialConfig.FIELD_NAME_IN_WORDS,
                example = "X-Total-Count")
        @Nullable
        String totalHeader,

        @Setting(
                value = "Pages fetched ahead of the one that is delivered; 0 for none.",
                byDefault = "1",
                min = "0",
                max = "16")
        int prefetch,

        @Setting(
                value =
                        "For page and offset: pages in flight at once where the total is known; 1 for one after the other.",
                byDefault = "4",
                min = "1",
                max = "64")
        int parallel,

        @Setting(
                value = "Bytes of items held at most for a caller that is slower than the upstream.",
                byDefault = "1MiB",
                min = "64KiB",
                max = "256MiB")
        DataSize readAhead,

        @Setting(value = "Largest item.", byDefault = "1MiB", min = "1KiB", max = "64MiB")
        DataSize maxItem,

        @Setting(value = "Most pages of a walk.", byDefault = "100000", min = "1", max = "10000000")
        int maxPages,

        @Setting(value = "Most items of a walk; 0 means any.", byDefault = "0", min = "0")
        long maxItems,

        @Setting(
                value = "Time for which a walk that broke can be resumed; 0 for never.",
                byDefault = "10m",
                min = "0s",
                max = "1d")
        Duration resumeFor) {

    /** Java and ECMA 262. */
    static final String PATH = "[^.\\s]{1,64}(\\.[^.\\s]{1,64}){0,7}";

    static final String PATH_IN_WORDS = "up to 8 names separated by dots, such as data.items";

    /** Java and ECMA 262. */
    static final String PARAMETER = "[A-Za-z0-9._~\\[\\]-]{1,128}";

    static final String PARAMETER_IN_WORDS = "a name of letters, digits and ._~-[]";

    private static final Set<PagingStyle> COUNTED = Set.of(PagingStyle.PAGE, PagingStyle.OFFSET);

    /** Refuses what a style needs and lacks, and what it could not use. */
    public PagesConfig {
        String name = style.name().toLowerCase(Locale.ROOT);
        boolean counted = COUNTED.contains(style);
        new Checks()
                .expect(
                        style != PagingStyle.URL || nextPath != null,
                        "nextPath",
                        "nothing",
                        "where a page has the next URL, for style url",
                        "style")
                .expect(
                        style != PagingStyle.CURSOR || (nextPath == null) != (nextHeader == null),
                        "nextPath",
                        nextPath == null ? "nothing" : nextPath,
                        "either nextPath or nextHeader, for style cursor",
                        "style",
                        "nextHeader")
                .expect(
                        nextHeader == null || style == PagingStyle.CURSOR,
                        "nextHeader",
                        String.valueOf(nextHeader),
                        "nothing for style " + name,
                        "style")
                .expect(
                        nextPath == null || style == PagingStyle.URL || style == PagingStyle.CURSOR,
                        "nextPath",
                        String.valueOf(nextPath),
                        "nothing for style " + name,
                        "style")
                .expect(
                        (style == PagingStyle.KEYSET) == (keyPath != null),
                        "keyPath",
                        keyPath == null ? "nothing" : keyPath,
                        style == PagingStyle.KEYSET
                                ? "the field of the last item, for style keyset"
                                : "nothing for style " + name,
                        "style")
                .expect(
                        (totalPath == null && totalHeader == null) || counted,
                        totalPath == null ? "totalHeader" : "totalPath",
                        String.valueOf(totalPath == null ? totalHeader : totalPath),
                        "nothing for style " + name,
                        "style")
                .expect(
                        !inBody || (style != PagingStyle.LINK && style != PagingStyle.URL),
                        "inBody",
                        "true",
                        "false for style " + name,
                        "style")
                .done();
    }

    /** Lists that are the page themselves, led on by links, with all defaults. */
    public static PagesConfig byLinks() {
        return ConfigDefaults.of(PagesConfig.class, Map.of("style", "link"));
    }

    /** The parameter that carries what leads to a page. */
    public String effectiveParameter() {
        if (parameter != null) {
            return parameter;
        }
        return style == PagingStyle.KEYSET ? "after" : style.name().toLowerCase(Locale.ROOT);
    }
}
