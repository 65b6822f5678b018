package io.penstock.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.RawClient;
import io.penstock.testing.RawRequest;
import io.penstock.testing.RawResponse;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What credentials that never change put on the requests of a gateway, and what becomes of a caller's own. */
class SignedCallsIT {

    private RawServer upstream;

    @BeforeEach
    void start() throws IOException {
        upstream = RawServer.answering(RawServer.ok("fine"));
    }

    @AfterEach
    void stop() {
        upstream.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type: api_key, key: k1, place: { header: X-API-Key } | X-API-Key | k1",
                "type: api_key, key: k1, place: { header: Authorization, prefix: 'Token ' } | Authorization | Token k1",
                "type: basic, username: Aladdin, password: open sesame"
                        + " | Authorization | Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
                "type: bearer, token: t1 | Authorization | Bearer t1",
                "type: bearer, token: t1, place: { header: X-Token } | X-Token | t1",
                "type: bearer, token: t1, headers: { X-Account: a1 } | X-Account | a1",
                "type: headers, headers: { X-Id: i1, X-Secret: s1 } | X-Secret | s1"
            })
    void credential_isPutInItsField(String credential, String field, String value) throws IOException {
        try (TestGateway gateway = gateway(credential, "")) {
            assertThat(exchange(gateway, "/api/x").text()).isEqualTo("fine");
        }

        assertThat(received().field(field)).isEqualTo(value);
    }

    @Test
    void key_isPutInTheQuery_inPlaceOfTheCallers() throws IOException {
        try (TestGateway gateway = gateway("type: api_key, key: k 1&, place: { queryParameter: api_key }", "")) {
            exchange(gateway, "/api/x?a=1&api_key=callers&b=2");
        }

        assertThat(received().line()).isEqualTo("GET /x?a=1&b=2&api_key=k%201%26 HTTP/1.1");
    }

    @Test
    void callersAuthorization_isReplaced() throws IOException {
        try (TestGateway gateway = gateway("type: api_key, key: k1, place: { header: X-API-Key }", "")) {
            exchange(gateway, "/api/x", "Authorization: Bearer callers\r\nX-API-Key: callers\r\n");
        }

        assertThat(received().field("Authorization")).isNull();
        assertThat(received().field("X-API-Key")).isEqualTo("k1");
    }

    @Test
    void callersAuthorization_whereItIsRejected_isABadRequest() throws IOException {
        try (TestGateway gateway = gateway("type: bearer, token: t1", "onCallerAuthorization: reject")) {
            RawResponse refused = exchange(gateway, "/api/x", "Authorization: Bearer callers\r\n");
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.text()).contains("api is signed with crm").doesNotContain("callers\"");
            assertThat(upstream.requests()).isEmpty();

            assertThat(exchange(gateway, "/api/x").status()).isEqualTo(200);
        }
    }

    @Test
    void callersAuthorization_whereItPasses_takesTheCredentialsPlace() throws IOException {
        try (TestGateway gateway = gateway("type: bearer, token: t1", "onCallerAuthorization: pass")) {
            exchange(gateway, "/api/x", "Authorization: Bearer callers\r\n");
            exchange(gateway, "/api/x");
        }

        assertThat(upstream.requests())
                .extracting(request -> request.field("Authorization"))
                .containsExactly("Bearer callers", "Bearer t1");
    }

    @Test
    void route_withSettingsOfItsOwn_goesBeforeTheUpstream() throws IOException {
        try (TestGateway gateway = TestGateway.configured("""
                credentials:
                  crm: { type: bearer, token: t1 }
                  admin: { type: bearer, token: t2 }
                upstreams:
                  api:
                    url: "%s"
                    credential: crm
                    onCallerAuthorization: pass
                    routes:
                      - { match: "* /admin/**", credential: admin, onCallerAuthorization: replace }
                      - { match: "* /reports", totalTimeout: 10s }
                """.formatted(upstream.url()))) {
            exchange(gateway, "/api/admin/x", "Authorization: Bearer callers\r\n");
            exchange(gateway, "/api/reports");
            exchange(gateway, "/api/reports", "Authorization: Bearer callers\r\n");
        }

        assertThat(upstream.requests())
                .extracting(request -> request.field("Authorization"))
                .containsExactly("Bearer t2", "Bearer t1", "Bearer callers");
    }

    @Test
    void upstreamWithoutACredential_getsWhatTheCallerSent() throws IOException {
        try (TestGateway gateway = TestGateway.configured("""
                credentials: { crm: { type: bearer, token: t1 } }
                upstreams: { api: { url: "%s" } }
                """.formatted(upstream.url()))) {
            exchange(gateway, "/api/x", "Authorization: Bearer callers\r\n");
        }

        assertThat(received().field("Authorization")).isEqualTo("Bearer callers");
    }

    @Test
    void tokenManagementOff_passesTheCallersOwn_andFetchesNothing() throws IOException {
        try (RawServer provider = RawServer.answering(RawServer.ok("{}"));
                TestGateway gateway = TestGateway.configured("""
                        features: { tokenManagement: false }
                        credentials:
                          crm: { type: oauth2, tokenUrl: "%s/token", clientId: c, clientSecret: s }
                        upstreams: { api: { url: "%s", credential: crm, onCallerAuthorization: reject } }
                        """.formatted(provider.url(), upstream.url()))) {
            exchange(gateway, "/api/x", "Authorization: Bearer callers\r\n");
            exchange(gateway, "/api/x");

            assertThat(provider.connections()).isZero();
        }

        assertThat(upstream.requests())
                .extracting(request -> Objects.requireNonNullElse(request.field("Authorization"), "none"))
                .containsExactly("Bearer callers", "none");
    }

    @Test
    void redirectToAnotherOrigin_isHandedOn_andNotFollowed() throws IOException {
        try (RawServer elsewhere = RawServer.answering(RawServer.ok("elsewhere"));
                RawServer redirecting = RawServer.answering("HTTP/1.1 307 Temporary Redirect\r\nLocation: "
                        + elsewhere.url() + "/x\r\nContent-Length: 0\r\n\r\n");
                TestGateway gateway = gateway("type: bearer, token: t1", "", redirecting.url())) {
            RawResponse answer = exchange(gateway, "/api/x");

            assertThat(answer.status()).isEqualTo(307);
            assertThat(answer.field("Location")).isEqualTo(elsewhere.url() + "/x");
            assertThat(answer.fields()).noneMatch(field -> field.value().contains("t1"));
            assertThat(elsewhere.connections()).isZero();
        }
    }

    @Test
    void fixedCredentialThatIsRefused_isNotTriedAgain() throws IOException {
        try (RawServer refusing = RawServer.answering("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
                TestGateway gateway = gateway("type: bearer, token: t1", "", refusing.url())) {
            assertThat(exchange(gateway, "/api/x").status()).isEqualTo(401);
            assertThat(refusing.requests()).hasSize(1);
        }
    }

    private TestGateway gateway(String credential, String settings) throws IOException {
        return gateway(credential, settings, upstream.url());
    }

    private static TestGateway gateway(String credential, String settings, String url) throws IOException {
        return TestGateway.configured("""
                credentials: { crm: { %s } }
                upstreams: { api: { url: "%s", credential: crm%s } }
                """.formatted(credential, url, settings.isEmpty() ? "" : ", " + settings));
    }

    private RawRequest received() {
        return upstream.requests().get(0);
    }

    private static RawResponse exchange(TestGateway gateway, String target) throws IOException {
        return exchange(gateway, target, "");
    }

    private static RawResponse exchange(TestGateway gateway, String target, String fields) throws IOException {
        return RawClient.exchange(gateway.port(), "GET " + target + " HTTP/1.1\r\nHost: test\r\n" + fields + "\r\n");
    }
}
