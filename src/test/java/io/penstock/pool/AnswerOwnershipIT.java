package io.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawConnection;
import io.penstock.testing.RawRequest;
import io.penstock.testing.RawResponse;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No answer reaches another caller, whatever the upstream sends around it. */
class AnswerOwnershipIT {

    private static final String FORGED = RawServer.ok("another caller's");

    @Test
    void everyCaller_getsItsOwnAnswer_ofAnUpstreamThatSendsTooMuch() throws Exception {
        try (RawServer upstream = RawServer.start(AnswerOwnershipIT::sendTooMuch);
                TestGateway gateway = TestGateway.to(upstream.url(), ".pool.size", "8", ".pool.minIdle", "0")) {
            Callers.make(gateway, 32, 3_200, (caller, n) -> {
                boolean head = n % 9 == 8;
                caller.send(
                        (head ? "HEAD" : "POST") + " /api/" + n + " HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
                RawResponse answer = head ? caller.receiveAny(true) : caller.receive();
                assertThat(answer.status()).isIn(200, 204);
                assertThat(answer.field("Answer-To")).isEqualTo("/" + n);
                if (answer.status() == 200 && !head) {
                    assertThat(answer.text()).isEqualTo("/" + n);
                }
            });
        }
    }

    private static void sendTooMuch(RawConnection connection) throws IOException {
        for (RawRequest request = connection.next(); request != null; request = connection.next()) {
            String path = request.line().split(" ", -1)[1];
            int number = Integer.parseInt(path.substring(1));
            String length = "Content-Length: " + path.length() + "\r\n";
            String fields = "Answer-To: " + path + "\r\n";
            String ok = "HTTP/1.1 200 OK\r\n" + fields + length + "\r\n" + path;
            switch (number % 9) {
                case 0 -> connection.write("HTTP/1.1 102 Processing\r\n\r\n").write(ok);
                case 1 -> connection.write("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + ok);
                case 2 -> connection.write(ok + FORGED);
                case 3 -> connection.write(ok + "HTTP/1.1 20");
                case 4 -> connection.write("HTTP/1.1 204 No Content\r\n" + fields + "\r\n" + FORGED);
                case 5 -> connection.write("HTTP/1.1 199 Odd\r\nContent-Length: 40\r\n\r\n" + ok);
                case 6 -> connection.write(ok + "\r\n");
                case 7 -> connection.write(ok);
                default -> connection.write("HTTP/1.1 200 OK\r\n" + fields + length + "\r\n" + FORGED);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged", "HTTP/1.1 2", "x", "\r\n"})
    void bytesOnAnIdleConnection_closeIt_andReachNobody(String bytes) throws Exception {
        RawServer.Script script = connection -> {
            connection.next();
            connection.write(RawServer.ok("first"));
            connection.write(bytes);
            connection.awaitEnd();
        };
        try (RawServer upstream = RawServer.start(script);
                TestGateway gateway = TestGateway.to(upstream.url(), ".pool.size", "1", ".pool.minIdle", "0")) {
            for (int i = 1; i <= 5; i++) {
                int opened = i;
                assertThat(RawClient.exchange(gateway.port(), RawClient.get("/api/"))
                                .text())
                        .isEqualTo("first");
                Await.until(
                        "connection " + i + " is closed", () -> gateway.pool().open() == 0);
                assertThat(upstream.connections()).isEqualTo(opened);
            }
        }
    }

    @Test
    void lateAnswer_toARequestThatWasGivenUp_reachesNobody() throws Exception {
        RawServer.Script script = connection -> {
            for (RawRequest request = connection.next(); request != null; request = connection.next()) {
                if (request.line().contains("/slow")) {
                    connection.awaitEnd();
                    connection.write(RawServer.ok("late"));
                } else {
                    connection.write(RawServer.ok("own"));
                }
            }
        };
        try (RawServer upstream = RawServer.start(script);
                TestGateway gateway = TestGateway.to(upstream.url(), ".pool.size", "1", ".timeouts.attempt", "100ms")) {
            for (int i = 0; i < 5; i++) {
                RawResponse timedOut = RawClient.exchange(gateway.port(), RawClient.get("/api/slow"));
                assertThat(timedOut.status()).isEqualTo(504);
                assertThat(timedOut.text()).contains("attempt-timeout");
                assertThat(RawClient.exchange(gateway.port(), RawClient.get("/api/quick"))
                                .text())
                        .isEqualTo("own");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n",
                "HTP/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "garbage\r\n\r\n"
            })
    void answerThatIsNone_isABadUpstreamAnswer_andItsConnectionIsClosed(String answer) throws Exception {
        try (RawServer upstream = RawServer.answering(answer);
                TestGateway gateway = TestGateway.to(upstream.url(), ".pool.size", "1", ".pool.minIdle", "0")) {
            RawResponse response = RawClient.exchange(gateway.port(), RawClient.json("POST", "/api/", "{}"));

            assertThat(response.status()).isEqualTo(502);
            assertThat(response.text()).contains("bad-upstream-answer");
            Await.until("the connection is closed", () -> gateway.pool().open() == 0);
            assertThat(upstream.requests()).hasSize(1);
        }
    }
}
