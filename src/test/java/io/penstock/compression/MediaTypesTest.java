package io.penstock.compression;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.CompressionConfig;
import io.penstock.config.ConfigDefaults;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypesTest {

    private final MediaTypes types =
            new MediaTypes(ConfigDefaults.of(CompressionConfig.class).compressedTypes());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "APPLICATION/JSON",
                "application/json; charset=utf-8",
                "application/json ;charset=utf-8",
                "application/problem+json",
                "application/vnd.api+json;v=2",
                "application/atom+xml",
                "image/svg+xml",
                "text/html",
                "text/x-anything;a=b",
                "application/x-ndjson"
            })
    void contain_whatIsWorthCompressing(String type) {
        assertThat(types.contain(type)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";",
                "application/octet-stream",
                "image/png",
                "application/jsonp",
                "application/grpc",
                "video/mp4",
                "application/zip",
                "text/",
                "text",
                "+json",
                "application/x; a=+json"
            })
    void contain_nothingElse(String type) {
        assertThat(types.contain(type)).isFalse();
    }
}
