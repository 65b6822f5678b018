package io.penstock.pool;

import io.penstock.config.UpstreamUrl;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A connection that does what a test says. Tells of its end on its event loop, in a later turn, as a socket does. */
final class FakeLink implements Link {

    final Deque<Consumer<Boolean>> pings = new ArrayDeque<>();
    private final List<FakeStream> open = new ArrayList<>();
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

    @Override
    public UpstreamUrl url() {
        return UpstreamUrl.parse("http://fake.test");
    }

    /** The other side closes it. */
    void lose() {
        if (alive) {
            alive = false;
            ended();
        }
    }

    private void ended() {
        onClosed.run();
        for (FakeStream stream : List.copyOf(open)) {
            stream.lose();
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
    public LinkStream open(RequestHead head, LinkStream.Events events) {
        FakeStream stream = new FakeStream(events);
        open.add(stream);
        if (!alive) {
            stream.lose();
        }
        return stream;
    }

    @Override
    public void close() {
        closedByPool = true;
        if (alive) {
            alive = false;
            loop.execute(this::ended);
        }
    }

    /** A request that is never answered. */
    private final class FakeStream implements LinkStream {

        private final Events events;

        FakeStream(Events events) {
            this.events = events;
        }

        void lose() {
            if (open.remove(this)) {
                events.broken(new HttpClosedException("the test closed it"), false);
            }
        }

        @Override
        public void write(Buffer chunk) {
            // Taken, and not looked at.
        }

        @Override
        public void flush() {
            // See write.
        }

        @Override
        public void end() {
            // See write.
        }

        @Override
        public boolean writable() {
            return true;
        }

        @Override
        public void pause() {
            // Nothing comes.
        }

        @Override
        public void resume() {
            // See pause.
        }

        @Override
        public boolean bursting() {
            return false;
        }

        @Override
        public void reset() {
            open.remove(this);
        }
    }
}
