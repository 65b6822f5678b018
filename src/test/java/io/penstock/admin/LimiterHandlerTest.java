package io.penstock.admin;

import static io.penstock.admin.AdminVerticleTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimiterHandlerTest {

    private static final String PATH = "/admin/upstreams/crm/limiter";

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
    void post_anotherRate_holdsForSoLong() {
        HttpResponse<Buffer> answer = post(PATH, "{\"perSecond\": 5, \"burst\": 10, \"for\": \"15m\"}");

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonObject shown = answer.bodyAsJsonObject();
        assertThat(shown.getDouble("perSecond")).isEqualTo(5);
        assertThat(shown.getInteger("burst")).isEqualTo(10);
        assertThat(shown.getLong("overrideEndsInMs"))
                .isBetween(1L, Duration.ofMinutes(15).toMillis());
    }

    @Test
    void reset_endsIt() {
        post(PATH, "{\"perSecond\": 5, \"for\": \"15m\"}");

        HttpResponse<Buffer> answer = post(PATH + "/reset", "");

        assertThat(answer.bodyAsJsonObject()).isEmpty();
        assertThat(admin.crmLimits.status().overrideMillis()).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"perSecond\": 5}",
                "{\"perSecond\": 0, \"for\": \"1m\"}",
                "{\"perSecond\": \"5\", \"for\": \"1m\"}",
                "{\"perSecond\": 5, \"burst\": 0, \"for\": \"1m\"}",
                "{\"perSecond\": 5, \"for\": \"2d\"}",
                "{\"perSecond\": 5, \"for\": \"soon\"}",
                "{\"perSecond\": 5, \"for\": \"1m\", \"until\": 3}"
            })
    void post_whatIsNotUnderstood_isRefusedAndChangesNothing(String body) {
        assertProblem(post(PATH, body), 400, "bad-request", "expected");
        assertThat(admin.crmLimits.status().perSecond()).isEqualTo(-1);
    }

    @Test
    void post_toAnUnknownUpstream_isNotFound() {
        assertProblem(post("/admin/upstreams/nobody/limiter/reset", ""), 404, "unknown-upstream", "nobody");
    }

    @Test
    void post_fromAPage_isRefused() {
        HttpResponse<Buffer> answer = Await.get(admin.request(HttpMethod.POST, PATH + "/reset")
                .putHeader("Origin", "https://page.example")
                .send());

        assertProblem(answer, 403, "origin-not-allowed", "page.example");
    }

    private HttpResponse<Buffer> post(String path, String body) {
        return Await.get(admin.request(HttpMethod.POST, path).sendBuffer(Buffer.buffer(body)));
    }
}
