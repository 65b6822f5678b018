package io.penstock.gateway.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.error.BadRequestException;
import io.penstock.error.Problem;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestRulesTest {

    private final RequestRules rules = new RequestRules(List.of("PURGE"), 3);

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PURGE"})
    void method_isKnown_passes(String method) {
        assertThat(check(method, "/", "Host", "a")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "TRACE, METHOD_NOT_ALLOWED",
        "CONNECT, METHOD_NOT_ALLOWED",
        "BREW, METHOD_NOT_IMPLEMENTED",
        "get, METHOD_NOT_IMPLEMENTED"
    })
    void method_isNotForwarded_isRefused(String method, Problem problem) {
        assertThat(problem(check(method, "/", "Host", "a"))).isEqualTo(problem);
    }

    @Test
    void method_isRefused_saysWhatIsAllowed() {
        assertThat(rules.allow()).isEqualTo("GET, HEAD, POST, PUT, DELETE, PATCH, OPTIONS, PURGE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "api.example:8080", "api.example:", "127.0.0.1", "[::1]", "[::1]:80", "a_b", "%41"})
    void host_isAnAuthority_passes(String host) {
        assertThat(check("GET", "/", "Host", host)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":80",
                "a b",
                "a/b",
                "user@a",
                "a:b",
                "a:80:80",
                "a:99999",
                "a:123456",
                "[::1",
                "[]",
                "::1",
                "a?b"
            })
    void host_isNoAuthority_isRefused(String host) {
        assertThat(problem(check("GET", "/", "Host", host))).isEqualTo(Problem.BAD_REQUEST);
    }

    @ParameterizedTest
    @CsvSource({"http://a:80/x?y, /x?y", "HTTPS://A:80/, /", "http://a:80, /", "http://a:80?y, /?y", "/x, /x"})
    void target_isAbsoluteForTheSameAuthority_pathIsTaken(String target, String expected) {
        assertThat(check("GET", target, "Host", "a:80")).isNull();
        assertThat(RequestRules.originForm(target)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "x",
                "",
                "http://b/",
                "http://a@b/",
                "http://b@a/",
                "http:///",
                "ftp://a/",
                "http:/a",
                "a:80",
                "://a/"
            })
    void target_hasAnotherForm_isRefused(String target) {
        assertThat(problem(check("GET", target, "Host", "a"))).isEqualTo(Problem.BAD_REQUEST);
    }

    @Test
    void absoluteTarget_withoutHost_isRefused() {
        assertThat(problem(check("GET", "http://a/"))).isEqualTo(Problem.BAD_REQUEST);
    }

    @ParameterizedTest
    @CsvSource({"Upgrade, websocket, UPGRADE_UNSUPPORTED", "Expect, 200-maybe, EXPECTATION_FAILED"})
    void field_asksForWhatIsNotSupported_isRefused(String name, String value, Problem problem) {
        assertThat(problem(check("GET", "/", name, value))).isEqualTo(problem);
    }

    @Test
    void expectation_isContinue_passes() {
        assertThat(check("POST", "/", "Expect", "100-Continue")).isNull();
    }

    @Test
    void http2_hasMoreFieldsThanAllowed_isRefused() {
        MultiMap headers = HttpHeaders.headers().add("x", "1").add("x", "2").add("x", "3");
        assertThat(rules.check(HttpVersion.HTTP_2, HttpMethod.GET, "/", headers))
                .isNull();

        headers.add("x", "4");

        assertThat(problem(rules.check(HttpVersion.HTTP_2, HttpMethod.GET, "/", headers)))
                .isEqualTo(Problem.HEAD_TOO_LARGE);
    }

    @Test
    void detail_showsOnlyTheBeginningOfWhatTheCallerSent() {
        BadRequestException refusal = check("GET", "/", "Host", "a/" + "b".repeat(100));

        assertThat(refusal).hasMessage("Host 'a/" + "b".repeat(38) + "…'; expected a host name and an optional port");
    }

    private @Nullable BadRequestException check(String method, String target, String... field) {
        MultiMap headers = HttpHeaders.headers();
        for (int i = 0; i < field.length; i += 2) {
            headers.add(field[i], field[i + 1]);
        }
        return rules.check(HttpVersion.HTTP_1_1, HttpMethod.valueOf(method), target, headers);
    }

    private static @Nullable Problem problem(@Nullable BadRequestException refusal) {
        return refusal == null ? null : refusal.problem();
    }
}
