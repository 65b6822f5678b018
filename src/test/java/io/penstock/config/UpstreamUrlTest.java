package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamUrlTest {

    @ParameterizedTest
    @CsvSource({
        "https://api.example, true, api.example, 443, '', api.example",
        "http://api.example, false, api.example, 80, '', api.example",
        "https://API.Example:8443/v2, true, api.example, 8443, /v2, api.example:8443",
        "https://api.example/, true, api.example, 443, '', api.example",
        "https://api.example/a/b//, true, api.example, 443, /a/b, api.example",
        "http://my_service:80/a%2Fb, false, my_service, 80, /a%2Fb, my_service",
        "http://[2001:DB8::1]:8080/x, false, 2001:db8::1, 8080, /x, '[2001:db8::1]:8080'",
        "https://[::1], true, ::1, 443, '', '[::1]'",
        "https://api.example/@scope/a:b, true, api.example, 443, /@scope/a:b, api.example",
    })
    void parse_ofAValidUrl_hasItsParts(
            String text, boolean secure, String host, int port, String basePath, String authority) {
        UpstreamUrl url = UpstreamUrl.parse(text);

        assertThat(url).isEqualTo(new UpstreamUrl(secure, host, port, basePath));
        assertThat(url.authority()).isEqualTo(authority);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "api.example",
                "//api.example",
                "ftp://api.example",
                "HTTPS://api.example",
                "https://",
                "https:///a",
                "https://me@api.example",
                "https://api.example?a",
                "https://api.example#a",
                "https://api.example:",
                "https://api.example:0",
                "https://api.example:65536",
                "https://api.example:123456",
                "https://api example",
                "https://api.example/a b",
                "https://api.example/../a",
                "https://api.example/a/.",
                "https://api.example/%2e%2E/a",
                "https://api.example/.%2e",
                "https://api.example/%",
                "https://api.example/%4",
                "https://api.example/%zz",
                "https://äpi.example",
                "https://api.example/ä",
                "https://[::1",
                "https://api.example\\@evil.example",
                "https://api.example/\r\nHost: evil",
                "https://api.example\n"
            })
    void parse_ofAnythingElse_isRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UpstreamUrl.parse(text))
                .withMessageContaining("; expected ");
    }

    @Test
    void parse_ofAUrlWithPassword_doesNotRepeatIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UpstreamUrl.parse("https://me:s3cret@api.example"))
                .withMessageNotContaining("s3cret");
    }
}
