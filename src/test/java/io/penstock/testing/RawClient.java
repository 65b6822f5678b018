package io.penstock.testing;

import io.vertx.core.buffer.Buffer;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A blocking HTTP/1.1 client that sends exactly the bytes it is given and shows exactly what came back. Waits 10 s at most
 * for a connection and for each read. Confined to one thread.
 */
public final class RawClient implements AutoCloseable {

    private static final int DEADLINE_MILLIS = 10_000;

    private final Socket socket;
    private final InputStream in;

    /** How the other side ended the connection. */
    public enum Ending {
        /** Orderly, by a FIN. */
        CLOSED,
        /** By a RST. */
        RESET
    }

    /** What came before the end of a connection, and how it ended. */
    public record Rest(Buffer bytes, Ending ending) {

        /** The bytes as ISO 8859-1. */
        public String text() {
            return bytes.toString(StandardCharsets.ISO_8859_1);
        }
    }

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(DEADLINE_MILLIS);
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
    }

    /** Connects to a port of the loopback address. */
    public static RawClient connect(int port) throws IOException {
        return connect(new Socket(), port);
    }

    /** The same with a receive buffer of so many bytes, to fill it soon. */
    public static RawClient connect(int port, int receiveBufferBytes) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(receiveBufferBytes);
        return connect(socket, port);
    }

    /** Speaks over a connected socket, such as one of TLS. */
    public static RawClient over(Socket socket) throws IOException {
        return new RawClient(socket);
    }

    /** One request over a connection of its own: sends the text, gives the answer. */
    public static RawResponse exchange(int port, String request) throws IOException {
        try (RawClient client = connect(port)) {
            client.send(request);
            return client.receive();
        }
    }

    /** The text of a GET request without a body, for {@link #send}. */
    public static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: test\r\n\r\n";
    }

    /** The text of a request with a JSON body, for {@link #send}. */
    public static String json(String method, String target, String body) {
        return method + " " + target + " HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    /** Sends the text as UTF-8. */
    public RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends the bytes. */
    public RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Ends this side of the connection; the other may still be read. */
    public void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** The next final answer; interim ones (1xx) before it are skipped. */
    public RawResponse receive() throws IOException {
        RawResponse response = receiveAny(false);
        while (response.status() < 200) {
            response = receiveAny(false);
        }
        return response;
    }

    /** The next answer, be it interim or final, to a HEAD request where {@code toHead}. */
    public RawResponse receiveAny(boolean toHead) throws IOException {
        RawResponse head = receiveHead();
        List<RawField> fields = head.fields();
        List<RawField> trailers = new ArrayList<>();
        byte[] body;
        String length = head.field("Content-Length");
        if (toHead || head.status() < 200 || head.status() == 204 || head.status() == 304) {
            body = new byte[0];
        } else if (Wire.chunked(fields)) {
            body = Wire.chunks(in, trailers);
        } else if (length != null) {
            body = Wire.exactly(in, Long.parseLong(length));
        } else {
            body = in.readAllBytes();
        }
        return new RawResponse(head.line(), fields, Buffer.buffer(body), trailers);
    }

    /** The head of the next answer, with an empty body; its body is still to be read from {@link #input}. */
    public RawResponse receiveHead() throws IOException {
        String line = Wire.line(in);
        if (line == null) {
            throw new EOFException("the connection ended before an answer");
        }
        return new RawResponse(line, Wire.fields(in), Buffer.buffer(), List.of());
    }

    /** What is received, for a body that is read bit by bit. */
    public InputStream input() {
        return in;
    }

    /** Reads until the other side ends the connection. */
    public Rest receiveRest() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[64 * 1024];
        try {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                bytes.write(buffer, 0, length);
            }
            return new Rest(Buffer.buffer(bytes.toByteArray()), Ending.CLOSED);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("still open after " + DEADLINE_MILLIS + " ms; received: " + bytes, e);
        } catch (SocketException e) {
            return new Rest(Buffer.buffer(bytes.toByteArray()), Ending.RESET);
        }
    }

    /** Ends the connection with a RST. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RawClient connect(Socket socket, int port) throws IOException {
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), DEADLINE_MILLIS);
            return new RawClient(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
