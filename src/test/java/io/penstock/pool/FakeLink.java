package io.penstock.pool;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A connection that does what a test says. Tells of its end on its event loop, in a later turn, as a socket does. */
final class FakeLink implements Link {

    final Deque<Consumer<Boolean>> pings = new ArrayDeque<>();
    private final Executor loop;
    private final int streams;
    private boolean alive = true;
    private boolean closedByPool;
    private Runnable onClosed = () -> {};
    private Consumer<Unfit> onUnfit = cause -> {};

    /** A connection of HTTP/2 with so many streams at once, or of HTTP/1.1 where they are 1. */
    FakeLink(Executor loop, int streams) {
        this.loop = loop;
        this.streams = streams;
    }

    /** The other side closes it. */
    void lose() {
        if (alive) {
            alive = false;
            onClosed.run();
        }
    }

    /** Takes no further request. */
    void unfit(Unfit cause) {
        onUnfit.accept(cause);
    }

    /** Whether the pool has closed it. */
    boolean closedByPool() {
        return closedByPool;
    }

    @Override
    public boolean multiplexed() {
        return streams > 1;
    }

    @Override
    public int maxStreams() {
        return streams;
    }

    @Override
    public boolean alive() {
        return alive;
    }

    @Override
    public void onClosed(Runnable action) {
        onClosed = action;
    }

    @Override
    public void onUnfit(Consumer<Unfit> action) {
        onUnfit = action;
    }

    @Override
    public void ping(Consumer<Boolean> result) {
        pings.addLast(result);
    }

    @Override
    public Future<HttpClientRequest> request(HttpMethod method, String target) {
        return Promise.<HttpClientRequest>promise().future();
    }

    @Override
    public void close() {
        closedByPool = true;
        if (alive) {
            alive = false;
            loop.execute(onClosed);
        }
    }
}
