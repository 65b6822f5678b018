package io.penstock.admin;

import static io.penstock.admin.AdminPort.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AdminLimitsTest {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(100);

    @Test
    void connection_beyondTheBound_isClosed() {
        try (AdminPort admin = AdminPort.within(new AdminVerticle.Limits(1, LONG, LONG))) {
            Answer first = connect(admin);
            first.send("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
            await(first.someBytes.future());

            assertThat(await(connect(admin).untilClosed.future())).isEmpty();
        }
    }

    @Test
    void connection_afterAnotherWasClosed_takesItsPlace() {
        try (AdminPort admin = AdminPort.within(new AdminVerticle.Limits(1, LONG, LONG))) {
            for (int i = 0; i < 3; i++) {
                Answer answer = connect(admin);
                answer.send("GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
                assertThat(await(answer.untilClosed.future())).startsWith("HTTP/1.1 200");
            }
        }
    }

    @Test
    void connection_thatDripsItsHead_isClosedAtItsGreatestAge() {
        try (AdminPort admin = AdminPort.within(new AdminVerticle.Limits(1, LONG, SHORT))) {
            Answer dripping = connect(admin);
            dripping.send("GET /health/live HTTP/1.1\r\nHost: local");

            assertThat(await(dripping.untilClosed.future())).isEmpty();
        }
    }

    @Test
    void connection_withoutAByte_isClosedWhenIdleForTooLong() {
        try (AdminPort admin = AdminPort.within(new AdminVerticle.Limits(1, SHORT, LONG))) {
            assertThat(await(connect(admin).untilClosed.future())).isEmpty();
        }
    }

    @Test
    void head_beyondTheBound_is431() {
        assertThat(answerTo("GET /health/live HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(20_000) + "\r\n\r\n"))
                .contains(" 431 ");
    }

    @Test
    void requestLine_beyondTheBound_is414() {
        assertThat(answerTo("GET /" + "x".repeat(9_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .contains(" 414 ");
    }

    @Test
    void body_beyondTheBound_inChunks_is413Problem() {
        try (AdminPort admin = AdminPort.open()) {
            Answer answer = connect(admin);
            answer.send("PUT /admin/log-levels HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n10001\r\n" + "x".repeat(0x10001) + "\r\n0\r\n\r\n");

            assertThat(await(answer.someBytes.future()).toString())
                    .startsWith("HTTP/1.1 413")
                    .contains("body-too-large");
        }
    }

    @Test
    void host_missing_is400Problem() {
        assertThat(answerTo("GET /admin/config HTTP/1.1\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("urn:penstock:problem:bad-request");
    }

    @Test
    void host_twice_is403Problem() {
        assertThat(
                        answerTo(
                                "GET /admin/config HTTP/1.1\r\nHost: localhost\r\nHost: rebound.example\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403")
                .contains("rebound.example");
    }

    private static String answerTo(String request) {
        try (AdminPort admin = AdminPort.open()) {
            Answer answer = connect(admin);
            answer.send(request);
            return await(answer.untilClosed.future());
        }
    }

    private static Answer connect(AdminPort admin) {
        return new Answer(await(admin.vertx().createNetClient().connect(admin.port(), "127.0.0.1")));
    }

    /** What comes back on one connection. */
    private static final class Answer {

        final Promise<Buffer> someBytes = Promise.promise();
        final Promise<String> untilClosed = Promise.promise();
        private final NetSocket socket;
        private final Buffer bytes = Buffer.buffer();

        Answer(NetSocket socket) {
            this.socket = socket;
            socket.handler(chunk -> {
                bytes.appendBuffer(chunk);
                someBytes.tryComplete(chunk);
            });
            socket.closeHandler(closed -> untilClosed.complete(bytes.toString()));
        }

        void send(String request) {
            Future<Void> ignored = socket.write(request);
        }
    }
}
