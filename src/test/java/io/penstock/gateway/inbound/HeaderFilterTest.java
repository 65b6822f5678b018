package io.penstock.gateway.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderFilterTest {

    @Test
    void forUpstream_keepsEndToEndFieldsInOrderAndApart() {
        MultiMap fields = fields("Host: gateway", "B: 1", "a: 2", "B: 3", "Accept-Encoding: gzip", "Cookie: x=y");

        assertThat(lines(HeaderFilter.forUpstream(fields, HttpVersion.HTTP_1_1, "api.example:8443")))
                .containsExactly(
                        "host: api.example:8443",
                        "B: 1",
                        "a: 2",
                        "B: 3",
                        "Accept-Encoding: gzip",
                        "Cookie: x=y",
                        "via: 1.1 penstock");
    }

    @Test
    void forCaller_keepsEndToEndFieldsInOrderAndApart() {
        MultiMap fields = fields("Set-Cookie: a=b", "Link: <c>", "Set-Cookie: d=e", "Trailer: X", "Via: 1.1 origin");

        assertThat(lines(HeaderFilter.forCaller(fields, HttpVersion.HTTP_2)))
                .containsExactly(
                        "Set-Cookie: a=b",
                        "Link: <c>",
                        "Set-Cookie: d=e",
                        "Trailer: X",
                        "Via: 1.1 origin",
                        "via: 2.0 penstock");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection",
                "Keep-Alive",
                "Proxy-Connection",
                "Proxy-Authenticate",
                "Proxy-Authorization",
                "TE",
                "Transfer-Encoding",
                "Upgrade",
                "HTTP2-Settings",
                "cOnNeCtIoN"
            })
    void hopByHopField_isLeftBehindBothWays(String name) {
        MultiMap fields = fields(name + ": x");

        assertThat(lines(HeaderFilter.forUpstream(fields, HttpVersion.HTTP_1_1, "h")))
                .containsExactly("host: h", "via: 1.1 penstock");
        assertThat(lines(HeaderFilter.forCaller(fields, HttpVersion.HTTP_1_1))).containsExactly("via: 1.1 penstock");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Penstock-Max-Wait", "penstock-x", "Trailer"})
    void fieldForPenstock_isNotSentToTheUpstream(String name) {
        assertThat(lines(HeaderFilter.forUpstream(fields(name + ": x"), HttpVersion.HTTP_1_1, "h")))
                .containsExactly("host: h", "via: 1.1 penstock");
    }

    @Test
    void fieldsThatConnectionNames_areLeftBehind() {
        MultiMap fields =
                fields("Connection: close, X-Hop", "connection:  other ,,", "x-hop: 1", "Other: 2", "Kept: 3");

        assertThat(lines(HeaderFilter.forUpstream(fields, HttpVersion.HTTP_1_1, "h")))
                .containsExactly("host: h", "Kept: 3", "via: 1.1 penstock");
        assertThat(lines(HeaderFilter.forCaller(fields, HttpVersion.HTTP_1_1)))
                .containsExactly("Kept: 3", "via: 1.1 penstock");
    }

    @Test
    void connectionNamesWhatFramesTheMessage_itStays() {
        MultiMap fields = fields(
                "Connection: host, content-length, Content-Type, content-encoding",
                "Content-Length: 3",
                "Content-Type: text/plain",
                "Content-Encoding: gzip");

        assertThat(lines(HeaderFilter.forUpstream(fields, HttpVersion.HTTP_1_1, "h")))
                .containsExactly(
                        "host: h",
                        "Content-Length: 3",
                        "Content-Type: text/plain",
                        "Content-Encoding: gzip",
                        "via: 1.1 penstock");
    }

    @ParameterizedTest
    @CsvSource({"HTTP_1_0, 1.0 penstock", "HTTP_1_1, 1.1 penstock", "HTTP_2, 2.0 penstock"})
    void via_namesTheVersionThatWasReceived(HttpVersion received, String expected) {
        assertThat(HeaderFilter.forCaller(HttpHeaders.headers(), received).get("Via"))
                .isEqualTo(expected);
    }

    @Test
    void source_isNotChanged() {
        MultiMap fields = fields("Host: gateway", "Connection: x", "X: 1");

        HeaderFilter.forUpstream(fields, HttpVersion.HTTP_1_1, "h");

        assertThat(lines(fields)).containsExactly("Host: gateway", "Connection: x", "X: 1");
    }

    private static MultiMap fields(String... lines) {
        MultiMap fields = HttpHeaders.headers();
        for (String line : lines) {
            int colon = line.indexOf(':');
            fields.add(line.substring(0, colon), line.substring(colon + 1).trim());
        }
        return fields;
    }

    private static List<String> lines(MultiMap fields) {
        return fields.entries().stream()
                .map(field -> field.getKey() + ": " + field.getValue())
                .toList();
    }
}
