package io.penstock.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminVerticleTest {

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
    void live_always_isUp() {
        admin.notReady = "starting";

        assertThat(admin.get("/health/live").statusCode()).isEqualTo(200);
        assertThat(admin.get("/health/live").bodyAsJsonObject()).isEqualTo(new JsonObject().put("status", "up"));
    }

    @Test
    void ready_whenNothingIsInTheWay_isUp() {
        assertThat(admin.get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void ready_whileNotReady_is503WithTheReason() {
        admin.notReady = "shutting down";

        HttpResponse<Buffer> answer = admin.get("/health/ready");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.bodyAsJsonObject().getString("reason")).isEqualTo("shutting down");
    }

    @Test
    void metrics_areScrapedOffTheEventLoopAsPrometheusText() {
        HttpResponse<Buffer> answer = admin.get("/metrics");

        assertThat(answer.getHeader("Content-Type")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        assertThat(answer.bodyAsString()).startsWith("scraped as text/plain").contains("on vert.x-worker-thread");
    }

    @Test
    void metrics_whereOpenMetricsIsAccepted_areGivenAsThat() {
        HttpResponse<Buffer> answer = Await.get(admin.request(HttpMethod.GET, "/metrics")
                .putHeader("Accept", "application/openmetrics-text;version=1.0.0;q=0.6,text/plain;q=0.3")
                .send());

        assertThat(answer.getHeader("Content-Type")).startsWith("application/openmetrics-text; version=1.0.0");
        assertThat(answer.bodyAsString()).startsWith("scraped as application/openmetrics-text");
    }

    @Test
    void upstreams_areListedAndShownOneByOne() {
        assertThat(admin.get("/admin/upstreams").bodyAsJsonObject().getJsonArray("upstreams"))
                .hasSize(2);
        assertThat(admin.get("/admin/upstreams/mail").bodyAsJsonObject())
                .isEqualTo(new JsonObject().put("name", "mail").put("idle", 0));
    }

    @Test
    void upstream_unknown_is404WithItsName() {
        HttpResponse<Buffer> answer = admin.get("/admin/upstreams/nobody");

        assertProblem(answer, 404, "unknown-upstream", "'nobody'");
    }

    @Test
    void config_isShown() {
        assertThat(admin.get("/admin/config").bodyAsJsonObject().getString("environment"))
                .isEqualTo("production");
    }

    @Test
    void viewThatFails_is500WithoutItsMessage() {
        admin.config = () -> {
            throw new IllegalStateException("a secret of the inside");
        };

        HttpResponse<Buffer> answer = admin.get("/admin/config");

        assertProblem(answer, 500, "internal-error", "GET /admin/config");
        assertThat(answer.bodyAsString()).doesNotContain("secret of the inside");
    }

    @Test
    void index_listsOnlyPathsThatAreServed() {
        List<String> paths = admin.get("/").bodyAsJsonObject().getJsonArray("paths").stream()
                .map(path -> (JsonObject) path)
                .filter(path -> path.getString("methods").contains("GET"))
                .map(path -> path.getString("path"))
                .toList();

        assertThat(paths).hasSizeGreaterThan(5);
        for (String path : paths) {
            assertThat(admin.get(path.replace("{name}", "crm")).statusCode())
                    .as(path)
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/admin", "/metrics/more", "/health"})
    void unknownPath_is404Problem(String path) {
        assertProblem(admin.get(path), 404, "not-found", "GET " + path);
    }

    @Test
    void otherMethod_is405WithAllow() {
        HttpResponse<Buffer> answer =
                Await.get(admin.request(HttpMethod.DELETE, "/admin/config").send());

        assertProblem(answer, 405, "method-not-allowed", "DELETE /admin/config");
        assertThat(answer.getHeader("Allow")).isEqualTo("GET, HEAD");
    }

    @Test
    void head_isAnsweredWithoutBody() {
        HttpResponse<Buffer> answer =
                Await.get(admin.request(HttpMethod.HEAD, "/health/live").send());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health/live", "/metrics", "/admin/config", "/nothing"})
    void everyAnswer_isNeitherKeptNorGuessedAt(String path) {
        HttpResponse<Buffer> answer = admin.get(path);

        assertThat(answer.getHeader("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.getHeader("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    static void assertProblem(HttpResponse<Buffer> answer, int status, String kind, String detail) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.getHeader("Content-Type")).isEqualTo("application/problem+json");
        JsonObject problem = answer.bodyAsJsonObject();
        assertThat(problem.getString("type")).isEqualTo("urn:penstock:problem:" + kind);
        assertThat(problem.getInteger("status")).isEqualTo(status);
        assertThat(problem.getString("detail")).contains(detail);
        assertThat(problem.getString("title")).isNotEmpty();
        assertThat(problem.getString("hint")).isNotEmpty();
    }
}
