package io.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawRequest;
import io.penstock.testing.RawResponse;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Each limit of time, and what of the upstream's side is left when it has passed. */
class DeadlinesIT {

    private static final String EVENTS = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n";

    @Test
    void attempt_withoutAnAnswer_isEndedAndItsConnectionClosed() throws Exception {
        try (RawServer upstream = RawServer.start(connection -> {
                    connection.next();
                    connection.awaitEnd();
                });
                TestGateway gateway =
                        TestGateway.to(upstream.url(), ".timeouts.attempt", "100ms", ".pool.minIdle", "0")) {
            RawResponse answer = RawClient.exchange(gateway.port(), RawClient.get("/api/"));

            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.text()).contains("attempt-timeout");
            Await.until("the upstream's connection is gone", () -> upstream.openConnections() == 0);
            assertThat(gateway.pool().active()).isZero();
            assertThat(upstream.requests()).as("not repeated").hasSize(1);
        }
    }

    @Test
    void total_countsTheWaitForAConnectionToo() throws Exception {
        try (RawServer upstream = RawServer.silent();
                TestGateway gateway = TestGateway.to(upstream.url(), ".timeouts.total", "300ms", ".pool.size", "1");
                RawClient holder = gateway.connect().send(RawClient.get("/api/"))) {
            Await.until("the only connection is taken", () -> gateway.pool().active() == 1);

            RawResponse answer = RawClient.exchange(gateway.port(), RawClient.get("/api/"));

            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.text()).contains("total-timeout");
            assertThat(holder.receive().text()).contains("total-timeout");
            assertThat(gateway.pool().waiting()).isZero();
        }
    }

    @Test
    void answerThatStopsFlowing_isCut() throws Exception {
        try (RawServer upstream = RawServer.start(connection -> {
                    connection.next();
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                    connection.awaitEnd();
                });
                TestGateway gateway =
                        TestGateway.to(upstream.url(), ".timeouts.streamIdle", "100ms", ".pool.minIdle", "0");
                RawClient caller = gateway.connect().send(RawClient.get("/api/"))) {
            assertThat(caller.receiveHead().status()).isEqualTo(200);

            assertThat(caller.receiveRest().text()).isEqualTo("half");
            Await.until("the upstream's connection is gone", () -> upstream.openConnections() == 0);
        }
    }

    @Test
    void eventStream_maySayNothingForLong_butNotLongerThanMaxDuration() throws Exception {
        CountDownLatch silence = new CountDownLatch(1);
        RawServer.Script script = connection -> {
            RawRequest request = connection.next();
            if (request != null && request.line().contains("/events")) {
                connection.write(EVENTS);
                silence.await();
                connection.write("data: 2\n\n");
            } else {
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
            }
            connection.awaitEnd();
        };
        try (RawServer upstream = RawServer.start(script);
                TestGateway gateway =
                        TestGateway.to(upstream.url(), ".timeouts.streamIdle", "50ms", ".timeouts.maxDuration", "2s");
                RawClient events = gateway.connect().send(RawClient.get("/api/events"))) {
            assertThat(events.receiveHead().status()).isEqualTo(200);
            // The end of an answer that begins later and stops shows that the limit has passed.
            try (RawClient other = gateway.connect().send(RawClient.get("/api/"))) {
                assertThat(other.receiveHead().status()).isEqualTo(200);
                other.receiveRest();
            }
            silence.countDown();

            assertThat(events.receiveRest().text()).contains("data: 1").contains("data: 2");
            assertThat(gateway.pool().streams()).isZero();
        }
    }
}
