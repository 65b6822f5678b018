package io.penstock.gateway.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocationRewriteTest {

    private final LocationRewrite crm = new LocationRewrite("/crm", "https", "api.crm.example", 443, "/v2");

    @ParameterizedTest
    @CsvSource({
        "https://api.crm.example/v2/contacts/1, /crm/contacts/1",
        "HTTPS://API.crm.example/v2/contacts/1, /crm/contacts/1",
        "https://api.crm.example:443/v2/x, /crm/x",
        "https://api.crm.example:/v2/x, /crm/x",
        "//api.crm.example/v2/x, /crm/x",
        "/v2/x?y=z#w, /crm/x?y=z#w",
        "/v2, /crm",
        "/v2/, /crm/",
        "/v2?y, /crm?y",
        "/v2#w, /crm#w",
        "/v2//x, /crm//x",
        "/v2/a/../b, /crm/a/../b",
        "/v2/x#/../../.., /crm/x#/../../.."
    })
    void rewrite_pointsBelowTheUpstream_leadsThroughTheGateway(String location, String expected) {
        assertThat(crm.rewrite(location)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "../x",
                "?y",
                "/",
                "/v1/x",
                "/v22/x",
                "/V2/x",
                "/v2/../admin",
                "/v2/%2e%2e/admin",
                "https://api.crm.example",
                "https://api.crm.example/v3",
                "https://api.crm.example:8443/v2/x",
                "http://api.crm.example/v2/x",
                "https://api.crm.example.evil/v2/x",
                "https://user@api.crm.example/v2/x",
                "https://other.example/v2/x",
                "https:/v2/x",
                "https:",
                "//other.example/v2/x",
                "mailto:a@api.crm.example"
            })
    void rewrite_pointsElsewhere_staysAsItIs(String location) {
        assertThat(crm.rewrite(location)).isSameAs(location);
    }

    @ParameterizedTest
    @CsvSource({
        "/, '', http://h:8080/a, /a",
        "/, '', http://h:8080, /",
        "/, '', http://h:8080?a, /?a",
        "/, '', http://h/a, http://h/a",
        "/, /v2, /v2/a, /a",
        "/, /v2, /v2, /",
        "/, /v2, /v2//evil.example, /v2//evil.example",
        "/, /v2/, /v2/a, /a",
        "/crm, '', /a, /crm/a",
        "/crm, '', http://h:8080, /crm"
    })
    void rewrite_atEveryPrefixAndBasePath_isTheInverseOfMapping(
            String prefix, String basePath, String location, String expected) {
        assertThat(new LocationRewrite(prefix, "http", "h", 8080, basePath).rewrite(location))
                .isEqualTo(expected);
    }

    @Test
    void rewrite_hostIsAnAddress_comparesItWithItsBrackets() {
        assertThat(new LocationRewrite("/crm", "http", "[::1]", 80, "").rewrite("http://[::1]:80/a"))
                .isEqualTo("/crm/a");
    }
}
