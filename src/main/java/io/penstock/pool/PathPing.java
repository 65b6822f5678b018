package io.penstock.pool;

import io.netty.buffer.ByteBuf;
import io.penstock.config.PingConfig;
import io.penstock.time.Deadline;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A sign of life over HTTP/1.1, which has no ping: a request for the path that the settings name, and its whole answer. */
final class PathPing implements LinkStream.Events {

    private final Link link;
    private final PingConfig ping;
    private final Consumer<Boolean> result;
    private final Deadline deadline;
    private @Nullable LinkStream stream;
    private int status;
    private boolean done;

    private PathPing(Link link, PingConfig ping, DeadlineWheel wheel, Consumer<Boolean> result) {
        this.link = link;
        this.ping = ping;
        this.result = result;
        this.deadline = wheel.schedule(ping.timeout().toNanos(), () -> finish(false));
    }

    /** Pings an idle link; without a path, tells whether the connection is there as far as this side knows. */
    static void run(Link link, UpstreamTarget target, DeadlineWheel wheel, Consumer<Boolean> result) {
        PingConfig ping = target.ping();
        if (ping.path() == null) {
            result.accept(link.alive());
            return;
        }
        PathPing pinging = new PathPing(link, ping, wheel, result);
        pinging.stream = link.open(
                target.head(HttpMethod.valueOf(ping.method()), target.pathOf(ping.path()), HttpHeaders.headers(), 0),
                pinging);
    }

    @Override
    public void proceed() {
        // It asked for nothing of the kind.
    }

    @Override
    public void head(HttpVersion version, int arrived, MultiMap headers) {
        status = arrived;
        if (stream != null) {
            stream.resume();
        }
    }

    @Override
    public void data(ByteBuf chunk) {
        chunk.release();
    }

    @Override
    public void burstEnd() {
        // Nothing was gathered.
    }

    @Override
    public void end(MultiMap trailers) {
        finish(link.alive() && passes());
    }

    private boolean passes() {
        return ping.expect().isEmpty() ? status < 500 : ping.expect().contains(status);
    }

    @Override
    public void broken(Throwable cause, boolean unhandled) {
        finish(false);
    }

    @Override
    public void drained() {
        // It has no body.
    }

    private void finish(boolean ok) {
        if (!done) {
            done = true;
            deadline.cancel();
            result.accept(ok);
        }
    }
}
