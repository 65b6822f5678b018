package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.resilience.breaker.BreakerState;
import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The circuit breaker as a program and the management port see it. */
class BreakerLibraryIT {

    @RegisterExtension
    static final PenstockUnderTest RUNNING =
            new PenstockUnderTest("upstreams.demo.breaker.openFor", "1h", "upstreams.demo.retry.enabled", "false");

    private final Upstream demo = RUNNING.upstream();

    @AfterEach
    void reset() {
        demo.breaker().reset();
    }

    @Test
    void breaker_countsFailuresAndOpens() {
        assertThat(demo.breaker().state()).isEqualTo(BreakerState.CLOSED);
        assertThat(demo.breaker().timeToNextAttempt()).isZero();
        for (int i = 1; i <= 4; i++) {
            Await.get(demo.get("/down"));
            assertThat(demo.breaker().failures()).isEqualTo(i);
        }
        Await.get(demo.get("/down"));

        assertThat(demo.breaker().state()).isEqualTo(BreakerState.OPEN);
        assertThat(demo.breaker().timeToNextAttempt()).isBetween(Duration.ofMinutes(53), Duration.ofHours(1));
        assertThat(Await.failure(demo.get("/items/1")))
                .isInstanceOfSatisfying(
                        PenstockException.class,
                        failure -> assertThat(failure.problem()).isEqualTo(Problem.CIRCUIT_OPEN));
    }

    @Test
    void status_tellsABreakerThatIsOpen() {
        assertThat(RUNNING.penstock().status().overall()).isEqualTo(PenstockStatus.Overall.UP);

        demo.breaker().open();

        PenstockStatus status = RUNNING.penstock().status();
        assertThat(status.overall()).isEqualTo(PenstockStatus.Overall.DEGRADED);
        assertThat(status.issues())
                .containsExactly(new PenstockStatus.Issue(
                        "demo", "breaker-forced-open", "the circuit breaker of demo is forced-open"));
        assertThat(demo.breaker().timeToNextAttempt()).isNull();
    }

    @Test
    void managementPort_showsTheBreakerAndTheSettingsInForce() throws IOException {
        Await.get(demo.get("/down"));

        JsonObject view = new JsonObject(RawClient.exchange(
                        RUNNING.penstock().adminPort(), "GET /admin/upstreams/demo HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .text());

        assertThat(view.getJsonObject("breaker").getString("state")).isEqualTo("closed");
        assertThat(view.getJsonObject("breaker").getInteger("failures")).isOne();
        assertThat(view.getJsonObject("settings").getJsonObject("breaker").getString("openFor"))
                .isEqualTo("1h");
    }
}
