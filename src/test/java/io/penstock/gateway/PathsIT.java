package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.RawClient;
import io.penstock.testing.RawResponse;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which target an upstream is asked for, byte by byte. */
class PathsIT {

    private static RawServer upstream;
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        upstream = RawServer.answering(RawServer.ok("hello"));
        gateway = TestGateway.to(
                upstream.url(),
                "upstreams.based.url",
                upstream.url() + "/v2/base",
                "upstreams.slashed.url",
                upstream.url() + "/v3/",
                "upstreams.root.url",
                upstream.url() + "/at-root",
                "upstreams.root.path",
                "/",
                "upstreams.renamed.url",
                upstream.url(),
                "upstreams.renamed.path",
                "/other");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        upstream.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/a%2Fb%2fc/d",
                "//a///b/",
                "/a?",
                "/a?x=1&x=2&y",
                "/a?u=http://h/p?q",
                "/%E4%BD%A0;v=1/~'()*!$&,=:@",
                "/a?%zz%",
                "/a/./b"
            })
    void target_ofAnyBytes_reachesTheUpstreamUnchanged(String target) throws Exception {
        assertThat(askedOf("/api" + target)).isEqualTo(target);
    }

    @ParameterizedTest
    @CsvSource({
        "/api, /",
        "/api?q=/1, /?q=/1",
        "/based, /v2/base",
        "/based/, /v2/base/",
        "/based?q, /v2/base?q",
        "/based//x, /v2/base//x",
        "/slashed, /v3",
        "/slashed/x, /v3/x",
        "/other/x, /x",
        "/x/y?z, /at-root/x/y?z",
        "/, /at-root/",
        "/renamed/x, /at-root/renamed/x",
        "http://test/api/x, /x"
    })
    void target_belowAPrefix_isPutBelowTheBasePath(String asked, String received) throws Exception {
        assertThat(askedOf(asked)).isEqualTo(received);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/based/../x", "/based/%2e%2e/x", "/based/a/../../x", "/based/..%2fx", "/based/..", "/api/../x"})
    void dotSegments_thatLeaveTheBasePath_areRefused(String target) throws Exception {
        int before = upstream.requests().size();

        RawResponse refused = RawClient.exchange(gateway.port(), RawClient.get(target));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).contains("urn:penstock:problem:path-escapes-upstream");
        assertThat(upstream.requests()).hasSize(before);
    }

    @Test
    void dotSegments_thatStayBelowTheBasePath_areLeftToTheUpstream() throws Exception {
        assertThat(askedOf("/based/a/../b")).isEqualTo("/v2/base/a/../b");
    }

    private static String askedOf(String target) throws Exception {
        RawResponse answer = RawClient.exchange(gateway.port(), RawClient.get(target));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        String line = upstream.requests().get(upstream.requests().size() - 1).line();
        assertThat(line).startsWith("GET ").endsWith(" HTTP/1.1");
        return line.substring("GET ".length(), line.length() - " HTTP/1.1".length());
    }
}
