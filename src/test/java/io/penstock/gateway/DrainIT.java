package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawResponse;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A gateway that stops lets exchanges in flight end, for as long as {@code server.drain} allows. */
class DrainIT {

    @Test
    void exchange_inFlightAtTheStop_isWhole() throws Exception {
        CountDownLatch stopping = new CountDownLatch(1);
        try (RawServer upstream = RawServer.start(connection -> {
                    if (connection.next() != null) {
                        connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst");
                        stopping.await();
                        connection.write("later");
                        connection.hold();
                    }
                });
                TestGateway gateway = TestGateway.to(upstream.url());
                RawClient idle = gateway.connect();
                RawClient caller = gateway.connect()) {
            caller.send(RawClient.get("/api/x"));
            RawResponse head = caller.receiveHead();
            idle.send(RawClient.get("/nowhere")).receive();

            Future<Void> closed = gateway.gateway().close();
            assertThat(idle.receiveRest().bytes().length()).isZero();
            assertThatThrownBy(() -> RawClient.exchange(gateway.port(), RawClient.get("/api/x")))
                    .isInstanceOf(IOException.class);
            assertThat(closed.isComplete()).isFalse();
            stopping.countDown();

            assertThat(head.status()).isEqualTo(200);
            assertThat(caller.receiveRest().text()).isEqualTo("firstlater");
            Await.get(closed);
        }
    }

    @Test
    void exchange_thatOutlivesTheDrain_isCut() throws Exception {
        try (RawServer upstream = RawServer.start(connection -> {
                    if (connection.next() != null) {
                        connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst");
                        connection.hold();
                    }
                });
                TestGateway gateway = TestGateway.to(upstream.url(), "server.drain", "100ms");
                RawClient caller = gateway.connect()) {
            caller.send(RawClient.get("/api/x"));
            assertThat(caller.receiveHead().status()).isEqualTo(200);

            Await.get(gateway.gateway().close());
            assertThat(caller.receiveRest().text()).isEqualTo("first");
            Await.until("the upstream's connections are gone", () -> upstream.openConnections() <= 1);
        }
    }

    @Test
    void callerThatTakesNothing_doesNotHoldUpTheStop() throws Exception {
        int size = 100 << 20;
        try (RawServer upstream = RawServer.start(connection -> {
                    if (connection.next() != null) {
                        connection.write("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
                        connection.write(new byte[size]);
                    }
                });
                TestGateway gateway = TestGateway.to(upstream.url(), "server.drain", "100ms");
                RawClient caller = RawClient.connect(gateway.port(), 16 * 1024)) {
            caller.send(RawClient.get("/api/x"));
            assertThat(caller.receiveHead().status()).isEqualTo(200);

            Await.get(gateway.gateway().close());
            assertThat(caller.receiveRest().bytes().length()).isLessThan(size);
        }
    }
}
