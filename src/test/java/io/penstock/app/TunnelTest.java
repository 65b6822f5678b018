package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.pool.EgressProxy;
import io.penstock.testing.RawServer;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TunnelTest {

    private static final byte[] OPEN_BY_IPV4 = {5, 0, 0, 1, 127, 0, 0, 1, 0, 80};

    private final BlockingQueue<String> seen = new ArrayBlockingQueue<>(4);

    @Test
    void connect_namesTheHost_andReadsTheHeadOnly() throws Exception {
        try (RawServer proxy = RawServer.start(connection -> {
            seen.add(Objects.requireNonNull(connection.nextHead()).toString());
            connection.write("HTTP/1.1 200 OK\r\nVia: x\r\n\r\nsecret").hold();
        })) {
            try (Socket socket = open("http://user:word@127.0.0.1:" + proxy.port(), "::1")) {
                assertThat(new String(socket.getInputStream().readNBytes(6), StandardCharsets.US_ASCII))
                        .isEqualTo("secret");
            }
            assertThat(seen.poll(10, TimeUnit.SECONDS)).contains("CONNECT [::1]:443 HTTP/1.1", "Basic dXNlcjp3b3Jk");
        }
    }

    @Test
    void connect_refused_tellsTheStatusLine() throws Exception {
        try (RawServer proxy = RawServer.answering("HTTP/1.1 403 Not \u0007 you\r\n\r\n")) {
            assertThatThrownBy(() -> open("http://127.0.0.1:" + proxy.port(), "api.example"))
                    .hasMessage("the proxy refuses: HTTP/1.1 403 Not ? you");
        }
    }

    @Test
    void connect_toWhatSpeaksNoHttp_ends() throws Exception {
        try (RawServer proxy = RawServer.answering("x".repeat(20_000))) {
            assertThatThrownBy(() -> open("http://127.0.0.1:" + proxy.port(), "api.example"))
                    .hasMessage("no answer in HTTP");
        }
    }

    @Test
    void socks_opensWithUserAndPassword() throws Exception {
        try (RawServer proxy = RawServer.start(connection -> {
            expect(connection.input().readNBytes(3), 5, 1, 2);
            connection.write(new byte[] {5, 2});
            seen.add(new String(connection.input().readNBytes(1 + 5 + 5), StandardCharsets.US_ASCII));
            connection.write(new byte[] {1, 0});
            expect(connection.input().readNBytes(4), 5, 1, 0, 3);
            seen.add(new String(connection.input().readNBytes(1 + 11 + 2), StandardCharsets.ISO_8859_1));
            connection.write(OPEN_BY_IPV4).write("secret").hold();
        })) {
            try (Socket socket = open("socks5://user:word@127.0.0.1:" + proxy.port(), "api.example")) {
                assertThat(new String(socket.getInputStream().readNBytes(6), StandardCharsets.US_ASCII))
                        .isEqualTo("secret");
            }
            assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("\u0001\u0004user\u0004word");
            assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("\u000bapi.example\u0001\u00bb");
        }
    }

    @Test
    void socks_thatRefusesTheHost_tellsTheReply() throws Exception {
        try (RawServer proxy = RawServer.start(connection -> {
            expect(connection.input().readNBytes(3), 5, 1, 0);
            connection.write(new byte[] {5, 0});
            connection.input().readNBytes(4 + 1 + 11 + 2);
            connection.write(new byte[] {5, 2, 0, 1}).hold();
        })) {
            assertThatThrownBy(() -> open("socks5://127.0.0.1:" + proxy.port(), "api.example"))
                    .hasMessage("the proxy refuses with SOCKS reply 2");
        }
    }

    @Test
    void socks_toWhatClosesTheConnection_ends() throws Exception {
        try (RawServer proxy = RawServer.start(connection -> connection.input().readNBytes(3))) {
            assertThatThrownBy(() -> open("socks5://127.0.0.1:" + proxy.port(), "api.example"))
                    .isInstanceOf(EOFException.class);
        }
    }

    private static void expect(byte[] bytes, int... expected) {
        for (int i = 0; i < expected.length; i++) {
            assertThat(bytes[i]).isEqualTo((byte) expected[i]);
        }
    }

    private static Socket open(String proxyUrl, String host) throws IOException, StepFailedException {
        EgressProxy proxy = Objects.requireNonNull(EgressProxy.choose(proxyUrl, true, host, Map.of()));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(10_000);
        try {
            Tunnel.open(socket, proxy, host, 443);
            return socket;
        } catch (IOException | StepFailedException e) {
            socket.close();
            throw e;
        }
    }
}
