package io.penstock.admin;

import static io.penstock.admin.AdminVerticleTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LogLevelsHandlerTest {

    private static final String PATH = "/admin/log-levels";
    private static final Logger POOL_LOGGER = LoggerFactory.getLogger("io.penstock.pool.Any");

    private AdminPort admin;

    @BeforeEach
    void open() {
        admin = AdminPort.open();
    }

    @AfterEach
    void close() {
        admin.put(PATH, "{\"penstock:*\": \"default\"}");
        admin.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"penstock:pool\": \"trace\"}",
                "{\"feature\": \"pool\", \"level\": \"TRACE\"}",
                "{\"penstock:*\": \"trace\", \"penstock:admin\": \"info\"}"
            })
    void put_setsTheLevelAndShowsIt(String body) {
        HttpResponse<Buffer> answer = admin.put(PATH, body);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.bodyAsJsonObject().getString("penstock:pool")).isEqualTo("trace");
        assertThat(POOL_LOGGER.isTraceEnabled()).isTrue();
    }

    @Test
    void post_doesTheSame() {
        HttpResponse<Buffer> answer = Await.get(
                admin.request(HttpMethod.POST, PATH).sendJsonObject(new JsonObject().put("penstock:pool", "error")));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(POOL_LOGGER.isWarnEnabled()).isFalse();
    }

    @Test
    void get_answerCanBeSentBack() {
        HttpResponse<Buffer> shown = admin.get(PATH);

        assertThat(admin.put(PATH, shown.bodyAsString()).bodyAsJsonObject()).isEqualTo(shown.bodyAsJsonObject());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"penstock:polo\": \"debug\"}                         | 'penstock:polo': expected penstock:",
                "{\"penstock:pool\": \"loud\"}                          | Level 'loud': expected one of off, error",
                "{\"penstock:pool\": 7}                                 | 'penstock:pool': 7: expected a feature",
                "{\"feature\": \"pool\"}                                | [feature]: expected a feature",
                "{\"feature\": \"pool\", \"level\": \"info\", \"x\": 1} | [feature, level, x]: expected a feature",
                "{}                                                     | An empty object: expected a feature",
                "[]                                                     | A body that is no JSON object: expected",
                "null                                                   | A body that is no JSON object: expected",
                "{\"penstock:pool\":                                    | A body that is no JSON object: expected",
                "''                                                     | An empty body: expected a feature"
            },
            quoteCharacter = '~')
    void put_whatIsNotUnderstood_is400ThatSaysWhatIsExpected(String body, String detail) {
        assertProblem(admin.put(PATH, body.equals("''") ? "" : body), 400, "bad-request", detail);
    }

    @Test
    void put_oneEntryOfSeveralIsWrong_changesNothing() {
        JsonObject before = admin.get(PATH).bodyAsJsonObject();

        admin.put(PATH, "{\"penstock:pool\": \"trace\", \"penstock:gateway\": \"loud\"}");

        assertThat(admin.get(PATH).bodyAsJsonObject()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp"})
    void put_whatABrowserSendsAcrossOrigins_is415(String contentType) {
        HttpResponse<Buffer> answer = Await.get(admin.request(HttpMethod.POST, PATH)
                .putHeader("Content-Type", contentType)
                .sendBuffer(Buffer.buffer("{\"penstock:pool\": \"off\"}")));

        assertProblem(answer, 415, "unsupported-media-type", contentType);
        assertThat(POOL_LOGGER.isErrorEnabled()).isTrue();
    }

    @Test
    void put_largeBody_is413() {
        assertProblem(admin.put(PATH, "x".repeat(64 * 1024 + 1)), 413, "body-too-large", "PUT " + PATH);
    }
}
