package io.penstock.app;

import io.penstock.app.Steps.Seen;
import io.penstock.pool.EgressProxy;
import io.vertx.core.net.ProxyType;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Asks a proxy for a way to a host: by {@code CONNECT} (RFC 9110, 9.3.6) or SOCKS 5 (RFC 1928, with RFC 1929). Blocks. */
final class Tunnel {

    private static final int LONGEST_HEAD = 16 * 1024;
    private static final int NO_AUTHENTICATION = 0;
    private static final int PASSWORD = 2;

    private Tunnel() {}

    static Seen<Boolean> open(Socket socket, EgressProxy proxy, String host, int port)
            throws IOException, StepFailedException {
        if (proxy.type() == ProxyType.SOCKS5) {
            socks(socket, proxy, host, port);
        } else {
            connect(socket, proxy, host, port);
        }
        return new Seen<>(true, "to " + host + " port " + port);
    }

    private static void connect(Socket socket, EgressProxy proxy, String host, int port)
            throws IOException, StepFailedException {
        String authority = (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        String authorization = proxy.authorization();
        String head = "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n"
                + (authorization == null ? "" : "Proxy-Authorization: " + authorization + "\r\n") + "\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
        String line = answer(socket);
        String[] parts = line.split(" ", 3);
        String status = parts.length > 1 ? parts[1] : "";
        if (status.equals("407")) {
            throw new StepFailedException(
                    "the proxy asks for a user and password: " + line,
                    "Put them into the proxy's URL: http://user:password@host:port.");
        }
        if (!status.startsWith("2")) {
            throw new StepFailedException(
                    "the proxy refuses: " + line, "Ask whoever runs the proxy to allow " + authority + ".");
        }
    }

    /** Reads an answer's head, byte by byte since TLS follows it, and gives its first line. */
    private static String answer(Socket socket) throws IOException, StepFailedException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (head.size() < LONGEST_HEAD) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new StepFailedException(
                        "the proxy closed the connection", "Check that an HTTP proxy listens on this port.");
            }
            head.write(next);
            String text = head.toString(StandardCharsets.ISO_8859_1);
            if (text.endsWith("\r\n\r\n")) {
                return text.substring(0, text.indexOf('\r')).replaceAll("\\p{Cntrl}", "?");
            }
        }
        throw new StepFailedException("no answer in HTTP", "Check that an HTTP proxy listens on this port.");
    }

    private static void socks(Socket socket, EgressProxy proxy, String host, int port)
            throws IOException, StepFailedException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        int wanted = proxy.user() == null ? NO_AUTHENTICATION : PASSWORD;
        socket.getOutputStream().write(new byte[] {5, 1, (byte) wanted});
        int version = in.readUnsignedByte();
        int method = in.readUnsignedByte();
        if (version != 5) {
            throw new StepFailedException("no answer in SOCKS 5", "Check that a SOCKS 5 proxy listens on this port.");
        }
        if (method != wanted) {
            throw new StepFailedException(
                    "the proxy asks for another authentication",
                    "Put user and password into the proxy's URL: socks5://user:password@host:port.");
        }
        if (proxy.user() != null) {
            authenticate(socket, in, proxy.user());
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(new byte[] {5, 1, 0, 3});
        counted(request, host);
        request.write(port >> 8);
        request.write(port);
        socket.getOutputStream().write(request.toByteArray());
        in.readUnsignedByte();
        int reply = in.readUnsignedByte();
        if (reply != 0) {
            throw new StepFailedException(
                    "the proxy refuses with SOCKS reply " + reply,
                    "Ask whoever runs the proxy to allow " + host + ":" + port + ".");
        }
        in.readUnsignedByte();
        int length = switch (in.readUnsignedByte()) {
            case 1 -> 4;
            case 4 -> 16;
            default -> in.readUnsignedByte();
        };
        in.skipNBytes(length + 2L);
    }

    private static void authenticate(Socket socket, DataInputStream in, String user)
            throws IOException, StepFailedException {
        int colon = user.indexOf(':');
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.write(1);
        counted(request, colon < 0 ? user : user.substring(0, colon));
        counted(request, colon < 0 ? "" : user.substring(colon + 1));
        socket.getOutputStream().write(request.toByteArray());
        in.readUnsignedByte();
        if (in.readUnsignedByte() != 0) {
            throw new StepFailedException("the proxy refuses the user or password", "Correct them in the proxy's URL.");
        }
    }

    private static void counted(ByteArrayOutputStream request, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        request.write(bytes.length);
        request.writeBytes(bytes);
    }
}
