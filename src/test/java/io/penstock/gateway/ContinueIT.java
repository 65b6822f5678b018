package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawRequest;
import io.penstock.testing.RawResponse;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** {@code Expect: 100-continue} (RFC 9110, section 10.1.1): it is the upstream that tells the caller to go on. */
class ContinueIT {

    private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

    @Test
    void continue_ofTheUpstream_isRelayedAndTheBodyFollows() throws Exception {
        try (RawServer upstream = RawServer.start(connection -> {
                    connection.nextHead();
                    connection.write(CONTINUE);
                    assertThat(new String(connection.input().readNBytes(5), StandardCharsets.ISO_8859_1))
                            .isEqualTo("hello");
                    connection.write(RawServer.ok("taken"));
                    connection.hold();
                });
                TestGateway gateway = TestGateway.to(upstream.url());
                RawClient caller = gateway.connect()) {
            caller.send(expecting("POST"));

            assertThat(caller.receiveAny(false).status()).isEqualTo(100);
            RawResponse answer = caller.send("hello").receiveAny(false);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("taken");
        }
    }

    @Test
    void continue_ofTheUpstream_isNotGivenBeforeItAsksForTheBody() throws Exception {
        AtomicBoolean asked = new AtomicBoolean();
        try (RawServer upstream = RawServer.start(connection -> {
                    connection.nextHead();
                    asked.set(true);
                    connection.write(CONTINUE);
                    connection.hold();
                });
                TestGateway gateway = TestGateway.to(upstream.url());
                RawClient caller = gateway.connect()) {
            caller.send(expecting("POST"));

            assertThat(caller.receiveAny(false).status()).isEqualTo(100);
            assertThat(asked).isTrue();
        }
    }

    @Test
    void finalAnswer_inPlaceOfContinue_passesAndTheBodyIsNotAwaited() throws Exception {
        try (RawServer upstream = RawServer.start(connection -> {
                    connection.nextHead();
                    connection.write("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 2\r\n\r\nno");
                    connection.hold();
                });
                TestGateway gateway = TestGateway.to(upstream.url());
                RawClient caller = gateway.connect()) {
            RawResponse answer = caller.send(expecting("POST")).receiveAny(false);

            assertThat(answer.status()).isEqualTo(417);
            assertThat(answer.text()).isEqualTo("no");
            assertThat(answer.field("connection")).isEqualToIgnoringCase("close");
            assertThat(caller.receiveRest().bytes().length()).isZero();
        }
    }

    @Test
    void continue_whenTheAttemptIsRepeated_isRelayedOnce() throws Exception {
        AtomicBoolean died = new AtomicBoolean();
        try (RawServer upstream = RawServer.start(connection -> {
                    for (RawRequest head = connection.nextHead(); head != null; head = connection.nextHead()) {
                        if (head.line().startsWith("GET")) {
                            connection.write(RawServer.ok("warm"));
                        } else {
                            connection.write(CONTINUE);
                            assertThat(new String(connection.input().readNBytes(5), StandardCharsets.ISO_8859_1))
                                    .isEqualTo("hello");
                            if (died.compareAndSet(false, true)) {
                                connection.reset();
                                return;
                            }
                            connection.write(RawServer.ok("second"));
                        }
                    }
                });
                TestGateway gateway = TestGateway.to(upstream.url(), ".pool.size", "1");
                RawClient caller = gateway.connect()) {
            assertThat(caller.send(RawClient.get("/api/warm")).receive().text()).isEqualTo("warm");
            caller.send(expecting("PUT"));

            assertThat(caller.receiveAny(false).status()).isEqualTo(100);
            RawResponse answer = caller.send("hello").receiveAny(false);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("second");
            assertThat(died).isTrue();
        }
    }

    @Test
    void upstreamThatNeverContinues_isToBlameAndNotTheCaller() throws Exception {
        try (RawServer upstream = RawServer.start(connection -> {
                    connection.nextHead();
                    connection.hold();
                });
                TestGateway gateway =
                        TestGateway.to(upstream.url(), ".timeouts.attempt", "150ms", "server.stall", "50ms");
                RawClient caller = gateway.connect()) {
            RawResponse answer = caller.send(expecting("POST")).receiveAny(false);

            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.text()).contains("attempt-timeout");
        }
    }

    @Test
    void callerThatIsToldToContinueAndDoesNot_isAnswered408() throws Exception {
        try (RawServer upstream = RawServer.start(connection -> {
                    connection.nextHead();
                    connection.write(CONTINUE);
                    connection.awaitEnd();
                });
                TestGateway gateway = TestGateway.to(upstream.url(), "server.stall", "100ms");
                RawClient caller = gateway.connect()) {
            caller.send(expecting("POST"));

            assertThat(caller.receive().status()).isEqualTo(408);
            Await.until("the upstream's request is reset", () -> gateway.pool().active() == 0);
        }
    }

    @Test
    void otherExpectation_isRefused() throws Exception {
        try (RawServer upstream = RawServer.answering(RawServer.ok("hello"));
                TestGateway gateway = TestGateway.to(upstream.url())) {
            RawResponse refused =
                    RawClient.exchange(gateway.port(), "GET /api/x HTTP/1.1\r\nHost: test\r\nExpect: miracles\r\n\r\n");

            assertThat(refused.status()).isEqualTo(417);
            assertThat(refused.text()).contains("expectation-failed");
        }
    }

    private static String expecting(String method) {
        return method + " /api/x HTTP/1.1\r\nHost: test\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n";
    }
}
