package io.penstock.config;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Compressing answers on their way to callers, who say in {@code Accept-Encoding} what they understand. */
public record CompressionConfig(
        @Setting(value = "Compress answers that are worth it.", byDefault = "true")
        boolean enabled,

        @Setting(
                value =
                        "What is offered, best first: of what a caller likes equally the first is taken; zstd, br, gzip, deflate where absent.",
                example = "[br, gzip]")
        @Nullable
        List<Coding> codings,

        @Setting(
                value =
                        "Smallest body that is compressed, in bytes; one of unknown length always is, where its type is.",
                byDefault = "1KiB",
                min = "0",
                max = "1GiB")
        DataSize minSize,

        @Setting(
                value =
                        "Media types that are compressed, in place of those in docs/compression.md: text/* is all of text, +json every type with that suffix.",
                pattern = CompressionConfig.TYPE,
                expected = CompressionConfig.TYPE_IN_WORDS,
                example = "[text/*, application/json, +json]")
        @Nullable
        List<String> types,

        @Setting(value = "Compress text/event-stream too, where types has it.", byDefault = "false")
        boolean eventStreams,

        @Setting(value = "Level of gzip and deflate, from 1, fast, to 9, small.", byDefault = "4", min = "1", max = "9")
        int gzipLevel,

        @Setting(
                value = "Level of brotli, from 0, fast, to 9, small; slower ones would hold up other callers.",
                byDefault = "4",
                min = "0",
                max = "9")
        int brotliLevel,

        @Setting(
                value = "Level of zstd, from 1, fast, to 12, small; slower ones would hold up other callers.",
                byDefault = "3",
                min = "1",
                max = "12")
        int zstdLevel,

        @Setting(
                value =
                        "Most answers of the process that are compressed at the same time, about 1 MiB of memory each; more go as they are.",
                byDefault = "256",
                min = "1",
                max = "100000")
        int maxAtOnce) {

    /** Java and ECMA 262. */
    static final String TYPE = "[a-z0-9][a-z0-9.+-]*/(\\*|[a-z0-9][a-z0-9.+-]*)|\\+[a-z0-9][a-z0-9.-]*";

    static final String TYPE_IN_WORDS = "a media type in small letters such as application/json, text/* or +json";

    private static final List<Coding> DEFAULT_CODINGS = List.of(Coding.values());

    private static final List<String> DEFAULT_TYPES = List.of(
            "text/*",
            "application/json",
            "+json",
            "application/xml",
            "+xml",
            "application/javascript",
            "application/x-ndjson",
            "application/yaml",
            "application/graphql",
            "application/wasm");

    /** Keeps copies of the lists. */
    public CompressionConfig {
        codings = codings == null ? null : List.copyOf(codings);
        types = types == null ? null : List.copyOf(types);
    }

    /** The codings in force, best first. */
    public List<Coding> offered() {
        return codings != null ? codings : DEFAULT_CODINGS;
    }

    /** The media types in force. */
    public List<String> compressedTypes() {
        return types != null ? types : DEFAULT_TYPES;
    }

    /** These settings with those that a route has of its own. */
    public CompressionConfig with(RouteCompressionConfig route) {
        return new CompressionConfig(
                own(route.enabled(), enabled),
                route.codings() != null ? route.codings() : codings,
                own(route.minSize(), minSize),
                route.types() != null ? route.types() : types,
                own(route.eventStreams(), eventStreams),
                own(route.gzipLevel(), gzipLevel),
                own(route.brotliLevel(), brotliLevel),
                own(route.zstdLevel(), zstdLevel),
                maxAtOnce);
    }

    private static <T> T own(@Nullable T own, T inherited) {
        return own != null ? own : inherited;
    }

    /** A content coding, in the order in which they are liked (RFC 9110, section 8.4.1; RFC 7932; RFC 8878). */
    public enum Coding {
        ZSTD,
        BR,
        GZIP,
        DEFLATE;

        private final String token = name().toLowerCase(Locale.ROOT);

        /** Its name in {@code Accept-Encoding} and {@code Content-Encoding}. */
        public String token() {
            return token;
        }
    }
}
