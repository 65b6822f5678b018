package io.penstock.testing;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A forward proxy on a free port: tunnels {@code CONNECT}, forwards absolute-form requests, and remembers their heads. */
public final class ForwardProxy implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final NetServer server = vertx.createNetServer();

    private ForwardProxy() {}

    /** Starts a proxy that asks nobody for a password. */
    public static ForwardProxy start() {
        ForwardProxy proxy = new ForwardProxy();
        Await.get(proxy.server.connectHandler(proxy::accept).listen(0, "127.0.0.1"));
        return proxy;
    }

    /** The port that it listens on. */
    public int port() {
        return server.actualPort();
    }

    /** The head of every first request of a connection, as it was received. */
    public List<String> heads() {
        return List.copyOf(heads);
    }

    private void accept(NetSocket caller) {
        Buffer received = Buffer.buffer();
        caller.handler(bytes -> {
            received.appendBuffer(bytes);
            String text = received.toString(StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            if (end >= 0) {
                caller.pause();
                heads.add(text.substring(0, end));
                connect(caller, text);
            }
        });
    }

    private void connect(NetSocket caller, String text) {
        String target = text.split(" ", 3)[1];
        boolean tunnel = text.startsWith("CONNECT ");
        String authority = tunnel ? target : target.substring("http://".length(), target.indexOf('/', 7));
        int colon = authority.lastIndexOf(':');
        vertx.createNetClient()
                .connect(Integer.parseInt(authority.substring(colon + 1)), authority.substring(0, colon))
                .onSuccess(upstream -> {
                    if (tunnel) {
                        caller.write("HTTP/1.1 200 Connection established\r\n\r\n");
                    } else {
                        String pathOnly = text.replaceFirst("http://[^/]+", "");
                        upstream.write(Buffer.buffer(pathOnly, "ISO-8859-1"));
                    }
                    upstream.handler(caller::write).closeHandler(closed -> caller.close());
                    caller.handler(upstream::write).closeHandler(closed -> upstream.close());
                    caller.resume();
                })
                .onFailure(failure -> caller.end(Buffer.buffer("HTTP/1.1 502 Bad Gateway\r\n\r\n")));
    }

    @Override
    public void close() {
        Await.get(vertx.close());
    }
}
