package io.penstock.batching.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.config.UpstreamUrl;
import io.penstock.error.NetworkException;
import io.penstock.error.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NextLinkTest {

    private static final NextLink LINKS = new NextLink(UpstreamUrl.parse("https://api.example.com/v2"));

    @ParameterizedTest
    @CsvSource({
        "https://api.example.com/v2/a?page=2, /v2/a?page=2",
        "https://API.example.com:443/v2/a, /v2/a",
        "//api.example.com/v2/a, /v2/a",
        "/v2/b?x=1#top, /v2/b?x=1",
        "?page=3, /v2/things/all?page=3",
        "other?page=3, /v2/things/other?page=3",
        "'', /v2/things/all?page=1",
        "/v2?url=http://x/../y, /v2?url=http://x/../y",
    })
    void link_toTheUpstream_isFollowed(String link, String target) {
        assertThat(LINKS.resolve("/v2/things/all?page=1", link)).isEqualTo(target);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.example.com/v2/a",
                "https://api.example.com:8443/v2/a",
                "https://api.example.com.evil.example/v2/a",
                "https://api.example.com@evil.example/v2/a",
                "https://user@api.example.com/v2/a",
                "//evil.example/v2/a",
                "javascript:alert(1)",
                "https:/v2/a",
                "/v1/a",
                "/v20/a",
                "/v2/../v1/a",
                "/v2/%2e%2E/v1",
                "/v2/..%2fv1",
                "/v2/..%5Cv1",
                "/v2/..;x=1/v1",
                "/v2/%2e.%3b/v1",
            })
    void link_elsewhere_isNotFollowed(String link) {
        assertThatThrownBy(() -> LINKS.resolve("/v2/things?page=1", link))
                .isInstanceOf(NetworkException.class)
                .extracting("problem")
                .isEqualTo(Problem.WALK_LEAVES_UPSTREAM);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2/a b", "/v2/a\r\nX: y", "/v2/é", "\\\\evil.example\\v2"})
    void link_withForeignCharacters_isNoUrl(String link) {
        assertThatThrownBy(() -> LINKS.resolve("/v2/things", link))
                .extracting("problem")
                .isEqualTo(Problem.BAD_PAGE);
    }

    @Test
    void upstream_unknown_leadsOnlyToRelativeLinks() {
        NextLink unknown = new NextLink(null);
        assertThat(unknown.resolve("/a", "/b")).isEqualTo("/b");
        assertThatThrownBy(() -> unknown.resolve("/a", "https://api.example.com/b"))
                .isInstanceOf(NetworkException.class);
    }
}
