package io.penstock.admin;

import static io.penstock.admin.AdminVerticleTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminGuardsTest {

    @ParameterizedTest
    @ValueSource(strings = {"/", "/metrics", "/admin/config", "/admin/upstreams", "/admin/log-levels", "/nothing"})
    void key_missing_is401ThatNamesTheScheme(String path) {
        try (AdminPort admin = AdminPort.withKey()) {
            HttpResponse<Buffer> answer = admin.get(path);

            assertProblem(answer, 401, "unauthorized", "No Authorization");
            assertThat(answer.getHeader("WWW-Authenticate")).isEqualTo("Bearer realm=\"penstock\"");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer sixteen-letters?",
                "Bearer sixteen-letters",
                "Bearer sixteen-letters!!",
                "Basic sixteen-letters!",
                "sixteen-letters!",
                "Bearer "
            })
    void key_wrong_is401WithoutRepeatingIt(String authorization) {
        try (AdminPort admin = AdminPort.withKey()) {
            HttpResponse<Buffer> answer = Await.get(admin.request(HttpMethod.GET, "/admin/config")
                    .putHeader("Authorization", authorization)
                    .send());

            assertProblem(answer, 401, "unauthorized", "another value");
            assertThat(answer.bodyAsString()).doesNotContain("sixteen");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "bearer "})
    void key_right_letsThrough(String scheme) {
        try (AdminPort admin = AdminPort.withKey()) {
            HttpResponse<Buffer> answer = Await.get(admin.request(HttpMethod.GET, "/admin/config")
                    .putHeader("Authorization", scheme + AdminPort.KEY)
                    .send());

            assertThat(answer.statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health/live", "/health/ready"})
    void key_isNotAskedForHealth(String path) {
        try (AdminPort admin = AdminPort.withKey()) {
            assertThat(admin.get(path).statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rebound.example", "127.0.0.1.rebound.example:9090", "localhost.example", "127.0.0.2"})
    void host_thatNamesAnotherMachine_is403(String host) {
        try (AdminPort admin = AdminPort.open()) {
            assertProblem(withHost(admin, host), 403, "host-not-allowed", host);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:9090", "127.0.0.1", "[::1]", "[::1]:9090"})
    void host_thatNamesThisMachine_letsThrough(String host) {
        try (AdminPort admin = AdminPort.open()) {
            assertThat(withHost(admin, host).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void host_ofAPortThatOtherMachinesReach_isNotChecked() {
        assertThat(HostGuard.of("0.0.0.0")).isNull();
        assertThat(HostGuard.of("10.0.0.7")).isNull();
        assertThat(HostGuard.of("admin.internal.example")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "127.8.8.8", "::1"})
    void host_ofALoopbackPort_isChecked(String bound) {
        assertThat(HostGuard.of(bound)).isNotNull();
    }

    private static HttpResponse<Buffer> withHost(AdminPort admin, String host) {
        return Await.get(admin.request(HttpMethod.GET, "/admin/config")
                .putHeader("Host", host)
                .send());
    }
}
