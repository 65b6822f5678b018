package io.penstock.config;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Compressing answers on their way to callers, who say in {@code Accept-Encoding} what they understand. */
public record CompressionConfig(
        @Setting(value = "Compress answers that are worth it.", byDefault = "true")
        boolean enabled,

        @Setting(
                value = "What is offered, best first: where a caller likes several equally the first of them is taken.",
                byDefault = "[zstd, br, gzip, deflate]")
        List<Coding> codings,

        @Setting(
                value =
                        "Smallest body that is compressed, in bytes; one of unknown length always is, where its type is.",
                byDefault = "1KiB",
                min = "0",
                max = "1GiB")
        DataSize minSize,

        @Setting(
                value = "Media types that are compressed: text/* is all of text, +json all types with that suffix.",
                byDefault =
                        "[text/*, application/json, +json, application/xml, +xml, application/javascript, application/x-ndjson, application/yaml, application/graphql, application/wasm]",
                pattern = CompressionConfig.TYPE,
                expected = CompressionConfig.TYPE_IN_WORDS)
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

    /** Keeps copies of the lists. */
    public CompressionConfig {
        codings = List.copyOf(codings);
        types = List.copyOf(types);
    }

    /** These settings with those that a route has of its own. */
    public CompressionConfig with(RouteCompressionConfig route) {
        return new CompressionConfig(
                own(route.enabled(), enabled),
                own(route.codings(), codings),
                own(route.minSize(), minSize),
                own(route.types(), types),
                own(route.eventStreams(), eventStreams),
                own(route.gzipLevel(), gzipLevel),
                own(route.brotliLevel(), brotliLevel),
                own(route.zstdLevel(), zstdLevel),
                maxAtOnce);
    }

    private static <T> T own(@Nullable T own, T inherited) {
        return own != null ? own : inherited;
    }

    /** A content coding (RFC 9110, section 8.4.1; RFC 7932; RFC 8878). */
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
