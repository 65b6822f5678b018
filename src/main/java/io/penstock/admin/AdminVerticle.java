package io.penstock.admin;

import io.penstock.config.AdminConfig;
import io.penstock.time.Deadline;
import io.penstock.time.DeadlineWheel;
import io.penstock.time.Ticker;
import io.penstock.time.VertxAlarm;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The management port: an HTTP server of its own, so that it answers while the gateway's is overloaded or drains, and so
 * that a firewall can tell the two apart. Deploy one instance, first to start and last to stop.
 *
 * <p>Without a key it is open to whoever reaches it, which the configuration allows on loopback only. With one, every
 * path but the two of {@code /health} asks for it. Connections are bounded in number, in idle time and in age, so that
 * slow ones make way.
 */
public final class AdminVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(AdminVerticle.class);
    private static final int MAX_HEAD_BYTES = 16 * 1024;
    private static final int MAX_REQUEST_LINE_BYTES = 8 * 1024;
    private static final long CLOSE_GRACE_SECONDS = 2;

    private final AdminConfig config;
    private final AdminViews views;
    private final LogLevels levels;
    private final Limits limits;
    private @Nullable HttpServer server;
    private @Nullable DeadlineWheel deadlines;
    private int connections;
    private volatile int port;

    /**
     * A management port that shows {@code views}.
     *
     * @param levels the one instance of the process
     */
    public AdminVerticle(AdminConfig config, AdminViews views, LogLevels levels) {
        this(config, views, levels, Limits.DEFAULT);
    }

    AdminVerticle(AdminConfig config, AdminViews views, LogLevels levels, Limits limits) {
        this.config = config;
        this.views = views;
        this.levels = levels;
        this.limits = limits;
    }

    /** The port that it listens on; 0 before it was deployed. May be asked on any thread. */
    public int port() {
        return port;
    }

    @Override
    public Future<?> start() {
        deadlines = VertxAlarm.wheel(vertx, Ticker.system());
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost(config.host())
                        .setPort(config.port())
                        .setMaxHeaderSize(MAX_HEAD_BYTES)
                        .setMaxInitialLineLength(MAX_REQUEST_LINE_BYTES)
                        .setIdleTimeout((int) limits.idle().toMillis())
                        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setHttp2ClearTextEnabled(false))
                .connectionHandler(this::admit)
                .requestHandler(AdminRouter.create(vertx, config, views, levels, limits.action()));
        return server.listen().onSuccess(listening -> {
            port = listening.actualPort();
            LOG.info("management port listens on {}:{}", config.host(), port);
        });
    }

    @Override
    public Future<?> stop() {
        return server == null ? Future.succeededFuture() : server.shutdown(CLOSE_GRACE_SECONDS, TimeUnit.SECONDS);
    }

    private void admit(HttpConnection connection) {
        if (connections >= limits.connections() || deadlines == null) {
            connection.close();
            return;
        }
        connections++;
        // Shutting down closes at once what is idle or still sends its head, and gives an answer time to end.
        Deadline oldAge = deadlines.schedule(
                limits.age().toNanos(), () -> connection.shutdown(CLOSE_GRACE_SECONDS, TimeUnit.SECONDS));
        connection.closeHandler(closed -> {
            connections--;
            oldAge.cancel();
        });
    }

    /**
     * What connections may cost.
     *
     * @param connections most at once
     * @param idle the longest time without a byte
     * @param age the longest time from accept to close
     * @param action the longest time that an answer waits for the end of what was asked for; shorter than {@code idle}
     */
    record Limits(int connections, Duration idle, Duration age, Duration action) {
        static final Limits DEFAULT =
                new Limits(64, Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofSeconds(20));
    }
}
