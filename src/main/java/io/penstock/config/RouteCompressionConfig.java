package io.penstock.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How answers of a route are compressed; what is absent is taken from the server's settings. */
public record RouteCompressionConfig(
        @Setting(value = "See server.compression.enabled.", example = "false") @Nullable
        Boolean enabled,

        @Setting(value = "See server.compression.codings.", example = "[gzip]") @Nullable
        List<CompressionConfig.Coding> codings,

        @Setting(value = "See server.compression.minSize.", min = "0", max = "1GiB", example = "16KiB") @Nullable
        DataSize minSize,

        @Setting(
                value = "See server.compression.types.",
                pattern = CompressionConfig.TYPE,
                expected = CompressionConfig.TYPE_IN_WORDS,
                example = "[application/json]")
        @Nullable
        List<String> types,

        @Setting(value = "See server.compression.eventStreams.", example = "true") @Nullable
        Boolean eventStreams,

        @Setting(value = "See server.compression.gzipLevel.", min = "1", max = "9", example = "6") @Nullable
        Integer gzipLevel,

        @Setting(value = "See server.compression.brotliLevel.", min = "0", max = "9", example = "5") @Nullable
        Integer brotliLevel,

        @Setting(value = "See server.compression.zstdLevel.", min = "1", max = "12", example = "1") @Nullable
        Integer zstdLevel) {

    /** Keeps copies of the lists. */
    public RouteCompressionConfig {
        codings = codings == null ? null : List.copyOf(codings);
        types = types == null ? null : List.copyOf(types);
    }
}
