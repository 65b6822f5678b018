package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawResponse;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Bodies that are too large, and answers that come before the body has. */
class BodyLimitIT {

    private static final String POST = "POST /api/x HTTP/1.1\r\nHost: test\r\n";

    @Test
    void body_announcedTooLong_isRefusedBeforeTheUpstreamSeesAnything() throws Exception {
        try (RawServer upstream = RawServer.answering(RawServer.ok("hello"));
                TestGateway gateway = TestGateway.to(upstream.url(), ".maxRequestBody", "1KiB", ".pool.minIdle", "0");
                RawClient caller = gateway.connect()) {
            RawResponse answer =
                    caller.send(POST + "Content-Length: 1025\r\n\r\n").receive();

            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.text()).contains("1025 bytes; expected at most 1024");
            assertThat(answer.field("connection")).isEqualToIgnoringCase("close");
            assertThat(caller.receiveRest().bytes().length()).isZero();
            assertThat(upstream.connections()).isZero();
        }
    }

    @Test
    void body_ofExactlyTheLimit_passes() throws Exception {
        try (RawServer upstream = RawServer.answering(RawServer.ok("hello"));
                TestGateway gateway = TestGateway.to(upstream.url(), ".maxRequestBody", "1KiB");
                RawClient caller = gateway.connect()) {
            assertThat(caller.send(POST + "Content-Length: 1024\r\n\r\n" + "x".repeat(1024))
                            .receive()
                            .status())
                    .isEqualTo(200);
            assertThat(caller.send(POST + "Transfer-Encoding: chunked\r\n\r\n400\r\n" + "x".repeat(1024)
                                    + "\r\n0\r\n\r\n")
                            .receive()
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void body_thatGrowsTooLong_isRefusedAndTheUpstreamsRequestReset() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        try (RawServer upstream = RawServer.start(connection -> {
                    connection.nextHead();
                    try {
                        connection.awaitEnd();
                    } finally {
                        ended.set(true);
                    }
                });
                TestGateway gateway = TestGateway.to(upstream.url(), ".maxRequestBody", "1KiB");
                RawClient caller = gateway.connect()) {
            RawResponse answer = caller.send(
                            POST + "Transfer-Encoding: chunked\r\n\r\n401\r\n" + "x".repeat(1025) + "\r\n")
                    .receive();

            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.field("connection")).isEqualToIgnoringCase("close");
            Await.until("the upstream's request is reset", ended::get);
            assertThat(caller.receiveRest().bytes().length()).isZero();
        }
    }

    @Test
    void refusal_ofABody_arrivesThoughTheCallerKeepsSending() throws Exception {
        try (RawServer upstream = RawServer.answering(RawServer.ok("hello"));
                TestGateway gateway = TestGateway.to(upstream.url(), ".maxRequestBody", "1KiB")) {
            for (String framing : new String[] {"Content-Length: 500000000", "Transfer-Encoding: chunked"}) {
                try (RawClient caller = gateway.connect()) {
                    caller.send(POST + framing + "\r\n\r\n" + (framing.endsWith("chunked") ? "fffffff\r\n" : ""));
                    Thread sender = keepSending(caller);
                    assertThat(caller.receive().status()).isEqualTo(413);
                    caller.receiveRest();
                    sender.join();
                }
            }
        }
    }

    @Test
    void answer_beforeTheBody_passesAndTheRestOfASmallBodyIsDropped() throws Exception {
        try (RawServer upstream = RawServer.start(connection -> {
                    if (connection.nextHead() != null) {
                        connection.write("HTTP/1.1 413 Too Large\r\nContent-Length: 5\r\n\r\nlarge");
                        connection.hold();
                    }
                });
                TestGateway gateway = TestGateway.to(upstream.url());
                RawClient caller = gateway.connect()) {
            RawResponse answer =
                    caller.send(POST + "Content-Length: 10\r\n\r\nhello").receive();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.text()).isEqualTo("large");

            // The rest of the first body, then another request: the connection is in step.
            answer = caller.send("world" + POST + "Content-Length: 2\r\n\r\nhi").receive();
            assertThat(answer.text()).isEqualTo("large");
        }
    }

    @Test
    void answer_beforeTheBody_closesTheConnectionWhereMuchIsToCome() throws Exception {
        try (RawServer upstream = RawServer.start(connection -> {
                    if (connection.nextHead() != null) {
                        connection.write("HTTP/1.1 413 Too Large\r\nContent-Length: 5\r\n\r\nlarge");
                        connection.hold();
                    }
                });
                TestGateway gateway = TestGateway.to(upstream.url(), ".maxRequestBody", "0");
                RawClient caller = gateway.connect()) {
            caller.send(POST + "Content-Length: 500000000\r\n\r\n");
            Thread sender = keepSending(caller);

            assertThat(caller.receive().text()).isEqualTo("large");
            assertThat(caller.receiveRest().bytes().length()).isZero();
            sender.join();
        }
    }

    @Test
    void body_thatGrowsTooLongAfterTheAnswerBegan_breaksTheAnswerAndFreesTheLease() throws Exception {
        try (RawServer upstream = RawServer.start(connection -> {
                    connection.nextHead();
                    connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n");
                    connection.awaitEnd();
                });
                TestGateway gateway = TestGateway.to(upstream.url(), ".maxRequestBody", "1KiB");
                RawClient caller = gateway.connect()) {
            caller.send(POST + "Transfer-Encoding: chunked\r\n\r\n");
            assertThat(caller.receiveHead().status()).isEqualTo(200);
            caller.send("401\r\n" + "x".repeat(1025) + "\r\n");

            assertThat(caller.receiveRest().text()).doesNotContain("0\r\n\r\n");
            Await.until("the lease has ended", () -> gateway.pool().active() == 0);
        }
    }

    private static Thread keepSending(RawClient caller) {
        Thread sender = new Thread(() -> {
            try {
                while (true) {
                    caller.send(new byte[64 * 1024]);
                }
            } catch (IOException e) {
                // The connection was closed, as it should be.
            }
        });
        sender.setDaemon(true);
        sender.start();
        return sender;
    }
}
