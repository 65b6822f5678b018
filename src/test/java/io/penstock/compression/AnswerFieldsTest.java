package io.penstock.compression;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerFieldsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Accept                  | false",
                "Accept, Accept-Encoding | true",
                "accept-encoding         | true",
                "*                       | true",
                "Accept-Encoding-Not     | false"
            })
    void varies_whereTheFieldIsNamed(String vary, boolean expected) {
        assertThat(AnswerFields.varies(HttpHeaders.headers().set("Vary", vary))).isEqualTo(expected);
        assertThat(AnswerFields.varies(
                        HttpHeaders.headers().add("Vary", "Origin").add("Vary", vary)))
                .isEqualTo(expected);
        assertThat(AnswerFields.varies(HttpHeaders.headers())).isFalse();
    }

    @Test
    void encoded_describesTheCompressedBodyAndLeavesTheOriginalAlone() {
        MultiMap fields = HttpHeaders.headers()
                .set("Content-Length", "5000")
                .set("Accept-Ranges", "bytes")
                .set("ETag", "\"v1\"")
                .set("X-Other", "kept");

        MultiMap encoded = AnswerFields.encoded(fields, "br");

        assertThat(encoded.names()).containsExactlyInAnyOrder("ETag", "X-Other", "content-encoding");
        assertThat(encoded.get("ETag")).isEqualTo("W/\"v1\"");
        assertThat(encoded.get("Content-Encoding")).isEqualTo("br");
        assertThat(fields.get("ETag")).isEqualTo("\"v1\"");
        assertThat(fields.get("Content-Length")).isEqualTo("5000");
    }

    @Test
    void weaklyTagged_changesACopyAndOnlyAStrongTag() {
        MultiMap strong = HttpHeaders.headers().set("ETag", "\"v1\"");

        assertThat(AnswerFields.weaklyTagged(strong).get("ETag")).isEqualTo("W/\"v1\"");
        assertThat(strong.get("ETag")).isEqualTo("\"v1\"");
        assertThat(AnswerFields.weaklyTagged(AnswerFields.weaklyTagged(strong)).get("ETag"))
                .isEqualTo("W/\"v1\"");
        assertThat(AnswerFields.weaklyTagged(HttpHeaders.headers()).contains("ETag"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "W/\"v1\"         | true",
                "\"v0\", W/\"v1\" | true",
                "\"v1\"           | false",
                "W/\"v2\"         | false",
                "*                | false",
                "                 | false"
            })
    void knownAsWeak_whereTheCallerAskedWithTheWeakFormOfAStrongTag(String ifNoneMatch, boolean expected) {
        MultiMap fields = HttpHeaders.headers().set("ETag", "\"v1\"");

        assertThat(AnswerFields.knownAsWeak(fields, ifNoneMatch)).isEqualTo(expected);
    }

    @Test
    void mayNotBeTransformed_whereverItIsSaid() {
        assertThat(AnswerFields.mayNotBeTransformed(HttpHeaders.headers())).isFalse();
        assertThat(AnswerFields.mayNotBeTransformed(HttpHeaders.headers().add("Cache-Control", "no-cache")))
                .isFalse();
        assertThat(AnswerFields.mayNotBeTransformed(HttpHeaders.headers()
                        .add("Cache-Control", "private")
                        .add("Cache-Control", "max-age=5, No-Transform")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Digest", "Repr-Digest", "Digest", "Content-MD5", "Signature"})
    void bytesVouchedFor_byAFieldOrATrailer(String name) {
        assertThat(AnswerFields.bytesVouchedFor(HttpHeaders.headers().set(name, "x")))
                .isTrue();
        assertThat(AnswerFields.bytesVouchedFor(HttpHeaders.headers().set("Trailer", "X-Rows, " + name)))
                .isTrue();
        assertThat(AnswerFields.bytesVouchedFor(HttpHeaders.headers().set("Trailer", "X-Rows")))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"5, 5", "0, 0", "none, -1", "'', -1"})
    void length_isMinusOneWhereThereIsNoNumber(String value, long expected) {
        assertThat(AnswerFields.length(HttpHeaders.headers().set("Content-Length", value)))
                .isEqualTo(expected);
        assertThat(AnswerFields.length(HttpHeaders.headers())).isEqualTo(-1);
    }
}
