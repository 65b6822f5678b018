package io.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ConfigLoader;
import io.penstock.config.ConfigSources;
import io.penstock.config.PenstockConfig;
import io.penstock.config.UpstreamConfig;
import io.penstock.error.CancelledException;
import io.penstock.error.Problem;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Gate;
import io.penstock.exchange.RequestBody;
import io.penstock.exchange.RouteSettings;
import io.penstock.testing.Await;
import io.penstock.testing.FakeTicker;
import io.penstock.testing.ManualAlarm;
import io.penstock.testing.RawConnection;
import io.penstock.testing.RawRequest;
import io.penstock.testing.RawServer;
import io.penstock.testing.RecordedPool;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Supplier;

/** Attempts over a real socket, with a clock that the test moves, against an upstream that does as its path says. */
final class AttemptRig implements AutoCloseable {

    static final Duration ATTEMPT = Duration.ofSeconds(30);
    static final Duration STREAM_IDLE = Duration.ofSeconds(60);
    static final Duration MAX_DURATION = Duration.ofMinutes(10);

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Context context = vertx.getOrCreateContext();
    private final FakeTicker ticker = new FakeTicker();
    private final DeadlineWheel wheel = new DeadlineWheel(ticker, new ManualAlarm(ticker));
    final RecordedPool recorded = new RecordedPool();
    private final List<RecordedOutcome> outcomes = new ArrayList<>();
    final RawServer server;
    final UpstreamPool pool;
    private final Shard shard;
    private final TransportStage stage;
    private final Place place;

    AttemptRig() throws IOException {
        server = RawServer.start(AttemptRig::serve);
        UpstreamConfig config = config(server.url());
        UpstreamTarget target = new UpstreamTarget(config, true, Map.of());
        place = new Place(target);
        ConnectionEvents events = new ConnectionEvents(new RecordingBus().bus());
        pool = new UpstreamPool("api", config, true, recorded, events, new Random(), () -> 0);
        shard = onLoop(
                context,
                () -> new Shard(
                        pool,
                        wheel,
                        action -> context.runOnContext(v -> action.run()),
                        new VertxConnector(vertx, place, wheel)));
        pool.add(shard);
        stage = new TransportStage(shard, place, Gate.open());
    }

    /** This loop learns of another URL of the upstream, before its connections do. */
    void move(String url) {
        onLoop(() -> {
            place.become(new UpstreamTarget(config(url), true, Map.of()));
            return url;
        });
    }

    private static UpstreamConfig config(String url) {
        Map<String, String> settings =
                Map.of("upstreams.api.url", url, "upstreams.api.pool.size", "1", "upstreams.api.pool.minIdle", "0");
        PenstockConfig config =
                ConfigLoader.load(ConfigSources.none().withOptions(settings)).orThrow();
        return Objects.requireNonNull(config.upstreams().get("api"));
    }

    /** Closes it, and fails where anything is left. */
    @Override
    public void close() {
        Await.until("every lease is back", () -> onLoop(() -> pool.active() == 0 && pool.waiting() == 0));
        assertThat(outcomes)
                .allSatisfy(outcome -> assertThat(outcome.events.stream()
                                .filter(event -> event.startsWith("answered") || event.startsWith("failed")))
                        .as("outcomes")
                        .hasSize(1));
        onLoop(() -> {
            shard.close();
            return shard;
        });
        Await.until("nothing is armed", () -> onLoop(() -> wheel.armed() == 0));
        assertThat(pool.ledger().figures().free()).isEqualTo(1);
        Await.get(vertx.close());
        server.close();
    }

    /** What the upstream does depends on what it is asked for. */
    private static void serve(RawConnection connection) throws IOException {
        for (RawRequest request = connection.nextHead(); request != null; request = connection.nextHead()) {
            switch (request.line().split(" ", -1)[1]) {
                case "/answer" -> connection.write(RawServer.ok("hello"));
                case "/close" -> {
                    connection.write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
                    return;
                }
                case "/reset" -> {
                    connection.reset();
                    return;
                }
                case "/half" -> connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                case "/cut" -> {
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                    return;
                }
                case "/events" ->
                    connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n");
                case "/early" -> connection.write(RawServer.ok("early"));
                default -> connection.awaitEnd();
            }
        }
    }

    /** Sends a GET whose answer is read as it comes. */
    RecordedOutcome run(String target, RequestBody body) {
        RecordedOutcome outcome = new RecordedOutcome(true);
        run(target, body, outcome);
        return outcome;
    }

    void run(String target, RequestBody body, RecordedOutcome outcome) {
        onLoop(() -> run(exchange(target, body), outcome));
    }

    /** Sends an exchange; on the loop. */
    RecordedOutcome run(Exchange exchange, RecordedOutcome outcome) {
        outcomes.add(outcome);
        outcome.exchange = exchange;
        stage.run(exchange, outcome);
        return outcome;
    }

    Exchange exchange(String target, RequestBody body) {
        RouteSettings route = new RouteSettings(
                "api",
                "*",
                ATTEMPT.toNanos(),
                Duration.ofMinutes(5).toNanos(),
                STREAM_IDLE.toNanos(),
                MAX_DURATION.toNanos(),
                Duration.ofSeconds(10).toNanos(),
                0,
                0);
        return new Exchange(route, wheel, HttpMethod.GET, target, HttpHeaders.headers(), body);
    }

    /** The caller leaves. */
    void leave(RecordedOutcome outcome) {
        onLoop(() -> {
            Exchange exchange = outcome.exchange;
            if (exchange != null) {
                exchange.cancel(new CancelledException(Problem.CANCELLED, "left"));
            }
            return outcome;
        });
    }

    /** Moves the clock. */
    void pass(Duration time) {
        onLoop(() -> {
            ticker.advance(time);
            wheel.advance();
            return time;
        });
    }

    <T> T onLoop(Supplier<T> action) {
        return onLoop(context, action);
    }

    private static <T> T onLoop(Context context, Supplier<T> action) {
        Promise<T> done = Promise.promise();
        context.runOnContext(v -> {
            try {
                done.complete(action.get());
            } catch (RuntimeException | AssertionError e) {
                done.fail(e);
            }
        });
        return Await.get(done.future());
    }
}
