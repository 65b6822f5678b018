package io.penstock.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the demo API's servers off the network for a while and brings them back on the same port. Thread-safe. */
final class Outage {

    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);
    private static final long RETRY_MILLIS = 100;
    private static final int MAX_RETRIES = 50;

    private final Vertx vertx;
    private final List<DemoServer> servers = new CopyOnWriteArrayList<>();
    private boolean down;
    private boolean ended;

    Outage(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Lets later outages take this server down too. */
    void covers(DemoServer server) {
        servers.add(server);
    }

    /** The port of the servers. */
    int port() {
        return servers.get(0).port();
    }

    /** Closes the servers now and brings them back after so many milliseconds; does nothing in an outage. */
    synchronized void begin(long millis) {
        if (down || ended) {
            return;
        }
        down = true;
        int port = port();
        Future.join(servers.stream().map(DemoServer::stopListening).toList())
                .onComplete(closed -> vertx.setTimer(millis, timer -> comeBack(port, MAX_RETRIES)));
    }

    /** Lets servers that are down stay down. */
    synchronized void close() {
        ended = true;
    }

    private synchronized void comeBack(int port, int retriesLeft) {
        if (ended) {
            return;
        }
        Future.join(servers.stream().map(server -> server.listen(port)).toList())
                .onComplete(listening -> {
                    if (listening.succeeded()) {
                        over();
                    } else if (retriesLeft > 0) {
                        vertx.setTimer(RETRY_MILLIS, timer -> comeBack(port, retriesLeft - 1));
                    } else {
                        LOG.error(
                                "the demo API cannot listen on port {} again after an outage", port, listening.cause());
                    }
                });
    }

    private synchronized void over() {
        down = false;
    }
}
