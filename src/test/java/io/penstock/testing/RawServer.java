package io.penstock.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A TCP server that misbehaves as a script says. The script runs once for each connection, on a thread of its own that
 * may block; when it returns, the connection is closed with a FIN. Thread-safe.
 *
 * <pre>{@code
 * RawServer.start(connection -> {
 *     while (connection.next() != null) {
 *         connection.write(RawServer.ok("hello"));
 *     }
 * });
 * }</pre>
 */
public final class RawServer implements AutoCloseable {

    private final Script script;
    private final int receiveBufferBytes;
    private final int port;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<RawRequest> requests = new CopyOnWriteArrayList<>();
    private final List<RawConnection> open = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable ServerSocket listener;
    private @Nullable Thread acceptor;

    /** What happens on a connection. */
    @FunctionalInterface
    public interface Script {

        /** Serves the connection; an {@link IOException} means that the other side left, which is not an error. */
        void serve(RawConnection connection) throws IOException, InterruptedException;
    }

    private RawServer(Script script, int receiveBufferBytes) throws IOException {
        this.script = script;
        this.receiveBufferBytes = receiveBufferBytes;
        this.port = listen(0);
    }

    /** Starts a server on a free port of the loopback address. */
    public static RawServer start(Script script) throws IOException {
        return new RawServer(script, 0);
    }

    /** The same whose connections have a receive buffer of so many bytes, to fill it soon. */
    public static RawServer start(Script script, int receiveBufferBytes) throws IOException {
        return new RawServer(script, receiveBufferBytes);
    }

    /** A server that answers each request with these bytes. */
    public static RawServer answering(String rawAnswer) throws IOException {
        return start(connection -> {
            while (connection.next() != null) {
                connection.write(rawAnswer);
            }
        });
    }

    /** A server that accepts connections and neither reads nor writes, so that no TLS handshake ends either. */
    public static RawServer silent() throws IOException {
        return start(RawConnection::hold, 4_096);
    }

    /** A well-formed 200 with a text. */
    public static String ok(String text) {
        return "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + text.length() + "\r\n\r\n" + text;
    }

    /** The port that it listens on, also after {@link #kill}. */
    public int port() {
        return port;
    }

    /** Its address without a slash at the end. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** How many connections were accepted. */
    public int connections() {
        return connections.get();
    }

    /** How many connections are open. */
    public int openConnections() {
        return open.size();
    }

    /** The requests that scripts read, in the order in which their bodies ended. */
    public List<RawRequest> requests() {
        return List.copyOf(requests);
    }

    /** Stops listening and resets all connections, as the death of a process and its host does. */
    public synchronized void kill() throws IOException {
        if (listener != null) {
            listener.close();
            listener = null;
            awaitEnd(acceptor);
        }
        for (RawConnection connection : open) {
            connection.reset();
        }
    }

    /** Listens again, on the same port. */
    public synchronized void restart() throws IOException {
        listen(port);
    }

    /** Closes it. Fails where a script failed by anything but the other side's leaving. */
    @Override
    public void close() {
        closed.countDown();
        try {
            kill();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!failures.isEmpty()) {
            throw new AssertionError("the script of a raw server failed", failures.get(0));
        }
    }

    void received(RawRequest request) {
        requests.add(request);
    }

    void awaitClose() throws InterruptedException {
        closed.await();
    }

    private synchronized int listen(int onPort) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        if (receiveBufferBytes > 0) {
            socket.setReceiveBufferSize(receiveBufferBytes);
        }
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), onPort), 1_024);
        listener = socket;
        acceptor = daemon("raw-server-accept", () -> accept(socket));
        return socket.getLocalPort();
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket accepted = socket.accept();
                RawConnection connection = new RawConnection(this, accepted, connections.getAndIncrement());
                open.add(connection);
                daemon("raw-server-" + connection.index(), () -> serve(connection));
            } catch (IOException e) {
                // The socket was closed, or the connection was gone before it was accepted.
            }
        }
    }

    private void serve(RawConnection connection) {
        try {
            script.serve(connection);
        } catch (IOException e) {
            // The other side left, or the server was killed.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            failures.add(e);
        } finally {
            connection.close();
            open.remove(connection);
        }
    }

    // Until it has left accept(), the kernel keeps the closed socket listening.
    private static void awaitEnd(@Nullable Thread thread) {
        if (thread != null) {
            Await.until(thread.getName() + " to end", () -> !thread.isAlive());
        }
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
