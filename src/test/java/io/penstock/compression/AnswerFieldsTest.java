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
                "                        | accept-encoding",
                "Accept                  | Accept, accept-encoding",
                "Accept, Accept-Encoding | Accept, Accept-Encoding",
                "*                       | *",
                "Accept-Encoding-Not     | Accept-Encoding-Not, accept-encoding"
            })
    void vary_namesTheFieldOnce(String before, String after) {
        MultiMap fields = HttpHeaders.headers();
        if (before != null) {
            fields.set("Vary", before);
        }

        AnswerFields.vary(fields);
        AnswerFields.vary(fields);

        assertThat(fields.getAll("Vary")).containsExactly(after);
    }

    @Test
    void vary_ofSeveralLines_keepsThemAll() {
        MultiMap fields = HttpHeaders.headers().add("Vary", "Accept").add("Vary", "Origin");

        AnswerFields.vary(fields);

        assertThat(fields.getAll("Vary")).containsExactly("Accept, Origin, accept-encoding");
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
    void weakenTag_leavesAWeakOneAndNone() {
        MultiMap weak = HttpHeaders.headers().set("ETag", "W/\"v1\"");
        MultiMap none = HttpHeaders.headers();

        AnswerFields.weakenTag(weak);
        AnswerFields.weakenTag(none);

        assertThat(weak.get("ETag")).isEqualTo("W/\"v1\"");
        assertThat(none.contains("ETag")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "W/\"v1\"           | W/\"v1\"",
                "\"v0\", W/\"v1\"   | W/\"v1\"",
                "\"v1\"             | \"v1\"",
                "W/\"v2\"           | \"v1\"",
                "*                  | \"v1\"",
                "                   | \"v1\""
            })
    void tagAsKnown_isWeakOnlyWhereTheCallerKnowsItSo(String ifNoneMatch, String expected) {
        MultiMap fields = HttpHeaders.headers().set("ETag", "\"v1\"");

        AnswerFields.tagAsKnown(fields, ifNoneMatch);

        assertThat(fields.get("ETag")).isEqualTo(expected);
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
