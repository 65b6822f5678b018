package io.penstock.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A port to which connecting neither succeeds nor fails: its queue of connections to accept is full. */
public final class BlackHole implements AutoCloseable {

    private static final int MAX_QUEUED = 64;
    private static final int FULL_AFTER_MILLIS = 200;

    private final ServerSocket listener;
    private final List<Socket> queued = new ArrayList<>();

    private BlackHole() throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    /** Opens one on a free port of the loopback address. */
    public static BlackHole open() throws IOException {
        BlackHole hole = new BlackHole();
        for (int i = 0; i < MAX_QUEUED; i++) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), hole.port()), FULL_AFTER_MILLIS);
                hole.queued.add(socket);
            } catch (SocketTimeoutException full) {
                socket.close();
                return hole;
            }
        }
        hole.close();
        throw new AssertionError("port " + hole.port() + " still accepts after " + MAX_QUEUED + " connections");
    }

    /** The port. */
    public int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() {
        try {
            for (Socket socket : queued) {
                socket.close();
            }
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
