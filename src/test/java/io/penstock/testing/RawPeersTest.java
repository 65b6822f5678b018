package io.penstock.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.testing.RawClient.Ending;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class RawPeersTest {

    @Test
    void server_remembersWhatItReceived() throws IOException {
        try (RawServer server = RawServer.answering(RawServer.ok("hello"))) {
            try (RawClient client = RawClient.connect(server.port())) {
                client.send("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
                assertThat(client.receive().text()).isEqualTo("hello");
                client.send(RawClient.get("/b"));
                assertThat(client.receive().text()).isEqualTo("hello");
            }

            assertThat(server.connections()).isOne();
            assertThat(server.requests())
                    .extracting(RawRequest::line)
                    .containsExactly("POST /a HTTP/1.1", "GET /b HTTP/1.1");
            assertThat(server.requests().get(0).text()).isEqualTo("abc");
            Await.until("the connection to be gone", () -> server.openConnections() == 0);
        }
    }

    @Test
    void connection_thatEndsInOrder_isSeenSo() throws IOException {
        try (RawServer server = RawServer.start(connection -> {
                    connection.next();
                    connection.write("HTTP/1.1 200 OK\r\n\r\nrest");
                });
                RawClient client = RawClient.connect(server.port())) {
            RawClient.Rest rest = client.send(RawClient.get("/")).receiveRest();

            assertThat(rest.ending()).isEqualTo(Ending.CLOSED);
            assertThat(rest.text()).endsWith("rest");
        }
    }

    @Test
    void connection_thatIsReset_isSeenSo() throws IOException {
        try (RawServer server = RawServer.start(connection -> {
                    connection.next();
                    connection.reset();
                });
                RawClient client = RawClient.connect(server.port())) {
            assertThat(client.send(RawClient.get("/")).receiveRest().ending()).isEqualTo(Ending.RESET);
        }
    }

    @Test
    void connection_halfClosed_isStillReadByTheServer() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (RawServer server = RawServer.start(connection -> {
                    connection.next();
                    connection.endOutput();
                    connection.awaitEnd();
                    ended.countDown();
                });
                RawClient client = RawClient.connect(server.port())) {
            assertThat(client.send(RawClient.get("/")).receiveRest().ending()).isEqualTo(Ending.CLOSED);
            client.send("more").endOutput();

            Await.until("the server to have read all", () -> ended.getCount() == 0);
        }
    }

    @Test
    void client_truncatedBody_isNoAnswer() throws IOException {
        try (RawServer server = RawServer.start(connection -> {
                    connection.next();
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                });
                RawClient client = RawClient.connect(server.port())) {
            client.send(RawClient.get("/"));

            assertThatThrownBy(client::receive)
                    .isInstanceOf(EOFException.class)
                    .hasMessage("ended after 4 of 10 bytes");
        }
    }

    @Test
    void client_interimAnswers_areSkippedOrShown() throws IOException {
        String answer = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + RawServer.ok("x");
        try (RawServer server = RawServer.answering(answer);
                RawClient client = RawClient.connect(server.port())) {
            assertThat(client.send(RawClient.get("/")).receive().status()).isEqualTo(200);
            client.send(RawClient.get("/"));
            assertThat(client.receiveAny(false).status()).isEqualTo(103);
            assertThat(client.receiveAny(false).status()).isEqualTo(200);
        }
    }

    @Test
    void server_killed_refusesUntilItIsRestarted() throws IOException {
        try (RawServer server = RawServer.answering(RawServer.ok("up"));
                RawClient client = RawClient.connect(server.port())) {
            client.send(RawClient.get("/")).receive();

            server.kill();
            assertThat(client.receiveRest().ending()).isEqualTo(Ending.RESET);
            assertThatThrownBy(() -> RawClient.connect(server.port())).isInstanceOf(ConnectException.class);

            server.restart();
            assertThat(RawClient.exchange(server.port(), RawClient.get("/")).text())
                    .isEqualTo("up");
        }
    }

    @Test
    void server_whoseScriptFails_saysSoWhenClosed() throws IOException {
        RawServer server = RawServer.start(connection -> {
            throw new IllegalStateException("on purpose");
        });
        try (RawClient client = RawClient.connect(server.port())) {
            client.receiveRest();
        }

        assertThatThrownBy(server::close).hasRootCauseMessage("on purpose");
    }

    @Test
    void blackHole_neitherAcceptsNorRefuses() throws IOException {
        try (BlackHole hole = BlackHole.open();
                Socket socket = new Socket()) {
            assertThatThrownBy(() ->
                            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), hole.port()), 50))
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }
}
