package io.penstock.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.resilience.breaker.BreakerState;
import io.penstock.testing.Await;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BreakerHandlerTest {

    private static final String BREAKER = "/admin/upstreams/crm/breaker/";

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
    void post_ofEachAction_changesTheBreakerAndShowsIt() {
        HttpResponse<Buffer> opened = admin.post(BREAKER + "open");
        assertThat(opened.statusCode()).isEqualTo(200);
        assertThat(opened.bodyAsJsonObject().getString("state")).isEqualTo("forced-open");
        assertThat(opened.bodyAsJsonObject().containsKey("nextAttemptMs")).isFalse();
        assertThat(admin.breaker.state()).isEqualTo(BreakerState.FORCED_OPEN);

        assertThat(admin.post(BREAKER + "close").bodyAsJsonObject().getString("state"))
                .isEqualTo("closed");
        admin.post(BREAKER + "open");
        assertThat(admin.post(BREAKER + "reset").bodyAsJsonObject().getLong("nextAttemptMs"))
                .isZero();
    }

    @Test
    void post_ofAnUnknownAction_is404() {
        HttpResponse<Buffer> answer = admin.post(BREAKER + "explode");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.bodyAsString()).contains("Action 'explode': expected open, close or reset.");
    }

    @Test
    void post_forAnUnknownUpstream_is404() {
        HttpResponse<Buffer> answer = admin.post("/admin/upstreams/erp/breaker/open");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.bodyAsString()).contains("unknown-upstream");
    }

    @Test
    void post_forAnUpstreamWithoutABreaker_is501() {
        assertThat(admin.post("/admin/upstreams/mail/breaker/open").statusCode())
                .isEqualTo(501);
    }

    @Test
    void get_is405() {
        assertThat(admin.get(BREAKER + "open").statusCode()).isEqualTo(405);
    }

    @Test
    void post_fromAPageOfAnotherOrigin_isRefused() {
        HttpResponse<Buffer> answer = Await.get(admin.request(HttpMethod.POST, BREAKER + "open")
                .putHeader("Origin", "https://elsewhere.example")
                .send());

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(admin.breaker.state()).isEqualTo(BreakerState.CLOSED);
    }
}
