package io.penstock.testing;

import io.vertx.core.buffer.Buffer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection that a {@link RawServer} accepted; what its script holds in hand. Waits 10 s at most for each read. */
public final class RawConnection {

    private static final int DEADLINE_MILLIS = 10_000;

    private final RawServer server;
    private final Socket socket;
    private final InputStream in;
    private final int index;

    RawConnection(RawServer server, Socket socket, int index) throws IOException {
        this.server = server;
        this.socket = socket;
        this.index = index;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(DEADLINE_MILLIS);
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** How many connections the server accepted before this one. */
    public int index() {
        return index;
    }

    /** Reads the next request with its body; null where the other side ended the connection in order. */
    public @Nullable RawRequest next() throws IOException {
        RawRequest head = nextHead();
        if (head == null) {
            return null;
        }
        String length = head.field("Content-Length");
        Buffer body = head.body();
        if (Wire.chunked(head.fields())) {
            body = Buffer.buffer(Wire.chunks(in, new ArrayList<>()));
        } else if (length != null) {
            body = Buffer.buffer(Wire.exactly(in, Long.parseLong(length)));
        }
        RawRequest request = new RawRequest(head.line(), head.fields(), body);
        server.received(request);
        return request;
    }

    /** Reads the next request's head only; null where the other side ended the connection in order. Not remembered. */
    public @Nullable RawRequest nextHead() throws IOException {
        String line = Wire.line(in);
        if (line == null) {
            return null;
        }
        List<RawField> fields = Wire.fields(in);
        return new RawRequest(line, fields, Buffer.buffer());
    }

    /** What is received, to be read bit by bit. */
    public InputStream input() {
        return in;
    }

    /** Sends the text as ISO 8859-1. */
    public RawConnection write(String text) throws IOException {
        return write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends the bytes. */
    public RawConnection write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Ends this side of the connection with a FIN and leaves the other open. */
    public void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Ends the connection with a RST. */
    public synchronized void reset() throws IOException {
        if (!socket.isClosed()) {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    /** Does nothing until the server is closed. */
    public void hold() throws InterruptedException {
        server.awaitClose();
    }

    /** Reads and drops what comes until the other side ends the connection. */
    public void awaitEnd() throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
    }

    // The script's end and the server's may come at once.
    synchronized void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no use any more either way.
        }
    }
}
