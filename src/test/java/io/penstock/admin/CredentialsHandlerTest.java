package io.penstock.admin;

import static io.penstock.admin.AdminVerticleTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.penstock.token.CredentialState;
import io.penstock.token.CredentialStatus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsHandlerTest {

    private static final String REFRESH = "/admin/credentials/crm/refresh";
    private static final String REVOKE = "/admin/credentials/crm/revoke";

    private AdminPort admin;

    @BeforeEach
    void open() {
        admin = AdminPort.open();
    }

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void credentials_areListedAndShownOneByOne() {
        assertThat(admin.get("/admin/credentials").bodyAsJsonObject().getJsonArray("credentials"))
                .extracting(credential -> ((JsonObject) credential).getString("name"))
                .containsExactly("crm", "mail");
        assertThat(admin.get("/admin/credentials/crm").bodyAsJsonObject())
                .isEqualTo(new JsonObject()
                        .put("name", "crm")
                        .put("type", "client_credentials")
                        .put("state", "valid")
                        .put("refreshing", false)
                        .put("secondsToExpiry", 3_000)
                        .put("secondsSinceRefresh", 600)
                        .put("secondsToRefresh", 2_400)
                        .put("failures", 0)
                        .putNull("reason")
                        .put("skewMillis", 1_500));
    }

    @Test
    void credential_unknown_is404WithThoseThatThereAre() {
        assertProblem(admin.get("/admin/credentials/crn"), 404, "unknown-credential", "'crn': expected one of [crm, ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"refresh", "revoke"})
    void action_onAnUnknownCredential_is404(String action) {
        assertProblem(admin.post("/admin/credentials/crn/" + action), 404, "unknown-credential", "'crn'");
    }

    @Test
    void credential_whereNoneIsInUse_is404ThatSaysWhy() {
        admin.credentials = List.of();

        assertProblem(admin.get("/admin/credentials/crm"), 404, "unknown-credential", "token management is off");
    }

    @Test
    void refresh_thatBringsAToken_showsTheStateAfterIt() {
        admin.refresh = () -> {
            admin.credentials = List.of(new CredentialStatus(
                    "crm", "client_credentials", CredentialState.VALID, false, 3_600L, 0L, 2_880L, 0, null, null));
            return Future.succeededFuture();
        };

        HttpResponse<Buffer> answer = admin.post(REFRESH);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.bodyAsJsonObject().getInteger("secondsToExpiry")).isEqualTo(3_600);
    }

    @Test
    void refresh_thatBringsNone_is503WithTheReason() {
        admin.refresh = () -> Future.failedFuture("invalid_client: the provider answered 401");

        assertProblem(admin.post(REFRESH), 503, "not-refreshed", "'crm': invalid_client: the provider answered 401");
    }

    @Test
    void revoke_thatTheProviderConfirms_showsTheStateAfterIt() {
        admin.revoke = () -> {
            admin.credentials = List.of(new CredentialStatus(
                    "crm", "client_credentials", CredentialState.REVOKED, false, null, 9L, null, 0, "revoked", null));
            return Future.succeededFuture();
        };

        HttpResponse<Buffer> answer = admin.post(REVOKE);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.bodyAsJsonObject().getString("state")).isEqualTo("revoked");
    }

    @Test
    void revoke_thatTheProviderDoesNotConfirm_is503WithTheReason() {
        admin.revoke = () -> Future.failedFuture("unreachable: the provider cannot be connected to");

        assertProblem(admin.post(REVOKE), 503, "not-revoked", "unreachable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"refresh", "revoke"})
    void action_onACredentialThatNeverChanges_is409WithItsType(String action) {
        assertProblem(admin.post("/admin/credentials/mail/" + action), 409, "credential-fixed", "of type bearer");
    }

    @Test
    void action_thatTakesLongerThanAnAnswerMay_is202AndGoesOn() {
        Promise<Void> end = Promise.promise();
        AdminVerticle.Limits hasty =
                new AdminVerticle.Limits(4, Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofMillis(20));
        try (AdminPort port = AdminPort.within(hasty)) {
            port.refresh = end::future;

            HttpResponse<Buffer> answer = port.post(REFRESH);

            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(answer.bodyAsJsonObject().getString("name")).isEqualTo("crm");
            assertThat(end.tryComplete()).as("nobody has ended it").isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {REFRESH, REVOKE})
    void action_isNotDoneByLooking(String path) {
        HttpResponse<Buffer> answer = admin.get(path);

        assertProblem(answer, 405, "method-not-allowed", "expected one of POST");
        assertThat(answer.getHeader("Allow")).isEqualTo("POST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "http://localhost.evil.example", "null", "http://127.0.0.1:1"})
    void action_ofAPageOfAnotherOrigin_is403(String origin) {
        admin.revoke = () -> {
            throw new AssertionError("revoked on behalf of " + origin);
        };

        HttpResponse<Buffer> answer = Await.get(admin.request(HttpMethod.POST, REVOKE)
                .putHeader("Origin", origin)
                .send());

        assertProblem(answer, 403, "origin-not-allowed", origin);
    }

    @Test
    void action_ofAPageOfThisPort_isDone() {
        HttpResponse<Buffer> answer = Await.get(admin.request(HttpMethod.POST, REFRESH)
                .putHeader("Origin", "http://127.0.0.1:" + admin.port())
                .send());

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void action_withoutTheKey_is401() {
        try (AdminPort locked = AdminPort.withKey()) {
            locked.revoke = () -> {
                throw new AssertionError("revoked without a key");
            };

            assertProblem(locked.post(REVOKE), 401, "unauthorized", "No Authorization");
        }
    }
}
