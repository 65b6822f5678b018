package io.penstock.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawResponse;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AdminLimitsTest {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final String HEALTH = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n";

    @Test
    void connection_beyondTheBound_isClosed() throws IOException {
        try (AdminPort admin = AdminPort.within(new AdminVerticle.Limits(1, LONG, LONG, LONG));
                RawClient first = RawClient.connect(admin.port());
                RawClient second = RawClient.connect(admin.port())) {
            assertThat(first.send(HEALTH + "\r\n").receive().status()).isEqualTo(200);
            assertThat(second.receiveRest().text()).isEmpty();
            assertThat(first.send(HEALTH + "\r\n").receive().status()).isEqualTo(200);
        }
    }

    @Test
    void connection_afterAnotherWasClosed_takesItsPlace() {
        try (AdminPort admin = AdminPort.within(new AdminVerticle.Limits(1, LONG, LONG, LONG))) {
            // The client may see the end of a connection a moment before the server has counted it.
            for (int i = 0; i < 3; i++) {
                Await.until("a connection is served", () -> isServed(admin));
            }
        }
    }

    @Test
    void connection_thatDripsItsHead_isClosedAtItsGreatestAge() throws IOException {
        try (AdminPort admin = AdminPort.within(new AdminVerticle.Limits(1, LONG, SHORT, LONG));
                RawClient dripping = RawClient.connect(admin.port())) {
            dripping.send("GET /health/live HTTP/1.1\r\nHost: local");

            assertThat(dripping.receiveRest().text()).isEmpty();
        }
    }

    @Test
    void connection_withoutAByte_isClosedWhenIdleForTooLong() throws IOException {
        try (AdminPort admin = AdminPort.within(new AdminVerticle.Limits(1, SHORT, LONG, LONG));
                RawClient silent = RawClient.connect(admin.port())) {
            assertThat(silent.receiveRest().text()).isEmpty();
        }
    }

    @Test
    void head_beyondTheBound_is431() throws IOException {
        assertThat(answerTo(HEALTH + "X: " + "x".repeat(20_000) + "\r\n\r\n").status())
                .isEqualTo(431);
    }

    @Test
    void requestLine_beyondTheBound_is414() throws IOException {
        assertThat(answerTo("GET /" + "x".repeat(9_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .status())
                .isEqualTo(414);
    }

    @Test
    void body_beyondTheBound_inChunks_is413Problem() throws IOException {
        RawResponse answer = answerTo("PUT /admin/log-levels HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n10001\r\n"
                + "x".repeat(0x10001) + "\r\n0\r\n\r\n");

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.text()).contains("body-too-large");
    }

    @Test
    void host_missing_is400Problem() throws IOException {
        RawResponse answer = answerTo("GET /admin/config HTTP/1.1\r\n\r\n");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("bad-request");
    }

    @Test
    void host_twice_is403Problem() throws IOException {
        RawResponse answer = answerTo("GET /admin/config HTTP/1.1\r\nHost: localhost\r\nHost: rebound.example\r\n\r\n");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text()).contains("rebound.example");
    }

    private static boolean isServed(AdminPort admin) {
        try (RawClient client = RawClient.connect(admin.port())) {
            client.send(HEALTH + "Connection: close\r\n\r\n");
            return client.receiveRest().text().startsWith("HTTP/1.1 200");
        } catch (IOException e) {
            return false;
        }
    }

    private static RawResponse answerTo(String request) throws IOException {
        try (AdminPort admin = AdminPort.open()) {
            return RawClient.exchange(admin.port(), request);
        }
    }
}
