package io.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.penstock.config.ConfigLoader;
import io.penstock.config.ConfigSources;
import io.penstock.config.PenstockConfig;
import io.penstock.config.UpstreamConfig;
import io.penstock.error.CancelledException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Outcome;
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
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * One request over a real socket, with a clock that the test moves: however it ends, there is one outcome, and the lease
 * goes back once.
 */
class AttemptTest {

    private static final Duration ATTEMPT = Duration.ofSeconds(30);
    private static final Duration STREAM_IDLE = Duration.ofSeconds(60);
    private static final Duration MAX_DURATION = Duration.ofMinutes(10);

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Context context = vertx.getOrCreateContext();
    private final FakeTicker ticker = new FakeTicker();
    private final DeadlineWheel wheel = new DeadlineWheel(ticker, new ManualAlarm(ticker));
    private final RecordedPool recorded = new RecordedPool();
    private final List<RecordedOutcome> outcomes = new ArrayList<>();
    private final RawServer server;
    private final UpstreamPool pool;
    private final Shard shard;
    private final TransportStage stage;

    AttemptTest() throws IOException {
        server = RawServer.start(AttemptTest::serve);
        UpstreamConfig config = config(server.url());
        UpstreamTarget target = new UpstreamTarget(config, true, Map.of());
        ConnectionEvents events = new ConnectionEvents(new RecordingBus().bus());
        pool = new UpstreamPool("api", config, true, recorded, events, new Random());
        shard = onLoop(
                context,
                () -> new Shard(
                        pool,
                        wheel,
                        action -> context.runOnContext(v -> action.run()),
                        new VertxConnector(vertx, target, wheel)));
        pool.add(shard);
        stage = new TransportStage(shard, target);
    }

    private static UpstreamConfig config(String url) {
        Map<String, String> settings =
                Map.of("upstreams.api.url", url, "upstreams.api.pool.size", "1", "upstreams.api.pool.minIdle", "0");
        PenstockConfig config =
                ConfigLoader.load(ConfigSources.none().withOptions(settings)).orThrow();
        return Objects.requireNonNull(config.upstreams().get("api"));
    }

    @AfterEach
    void nothingIsLeft() {
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

    @Test
    void answer_readToItsEnd_leavesTheConnectionToTheNext() {
        RecordedOutcome first = run("/answer", RequestBody.none());
        first.await("end");
        RecordedOutcome second = run("/answer", RequestBody.none());
        second.await("end");

        assertThat(first.events).containsExactly("answered 200", "data hello", "end");
        assertThat(server.connections()).isEqualTo(1);
        assertThat(recorded.reuses).isEqualTo(1);
    }

    @Test
    void answer_thatClosesItsConnection_isWhole() {
        RecordedOutcome outcome = run("/close", RequestBody.none());
        outcome.await("end");

        assertThat(outcome.events).containsExactly("answered 200", "end");
        Await.until("it is closed", () -> pool.ledger().figures().open() == 0);
    }

    @Test
    void connection_lostBeforeTheHead_fails() {
        run("/reset", RequestBody.none()).await("failed connection-lost");
    }

    @Test
    void connection_lostAmidTheBody_breaksIt() {
        RecordedOutcome outcome = run("/cut", RequestBody.none());
        outcome.await("broken connection-lost");

        assertThat(outcome.events).containsExactly("answered 200", "data half", "broken connection-lost");
    }

    @Test
    void connection_lostBeforeTheBodyIsRead_breaksItWhenItIs() {
        RecordedOutcome outcome = new RecordedOutcome(false);
        run("/cut", RequestBody.none(), outcome);
        outcome.await("answered 200");
        Await.until("the connection is gone", () -> pool.ledger().figures().open() == 0);

        onLoop(() -> {
            outcome.answer().read(outcome);
            return outcome;
        });

        outcome.await("broken connection-lost");
    }

    @Test
    void attemptDeadline_fails_andClosesTheConnection() {
        RecordedOutcome outcome = run("/silent", RequestBody.none());
        Await.until("it was sent", () -> onLoop(() -> pool.active() == 1));
        pass(ATTEMPT.minusMillis(20));
        assertThat(outcome.events).isEmpty();

        pass(Duration.ofMillis(40));

        outcome.await("failed attempt-timeout");
        Await.until("the upstream's connection is gone", () -> server.openConnections() == 0);
    }

    @Test
    void attemptDeadline_standsStillWhileTheBodyFlows_andBlamesTheCallerWhoStalls() {
        ManualBody body = new ManualBody();
        RecordedOutcome outcome = run("/silent", body);
        Await.until("the body is asked for", () -> onLoop(body::asked));
        for (int i = 0; i < 5; i++) {
            pass(ATTEMPT.minusSeconds(1));
            onLoop(() -> body.push("x"));
        }
        assertThat(outcome.events).isEmpty();

        pass(ATTEMPT.plusMillis(20));

        outcome.await("failed caller-too-slow");
        assertThat(body.detached).isTrue();
    }

    @Test
    void attemptDeadline_startsAnewWhenTheBodyHasEnded() {
        ManualBody body = new ManualBody();
        RecordedOutcome outcome = run("/silent", body);
        Await.until("the body is asked for", () -> onLoop(body::asked));
        pass(ATTEMPT.minusSeconds(1));
        onLoop(() -> body.push("x"));
        onLoop(body::finish);
        pass(ATTEMPT.minusSeconds(1));
        assertThat(outcome.events).isEmpty();

        pass(Duration.ofSeconds(2));

        outcome.await("failed attempt-timeout");
    }

    @Test
    void answer_beforeTheWholeRequest_isHandedOn_andItsConnectionClosed() {
        ManualBody body = new ManualBody();
        RecordedOutcome outcome = run("/early", body);
        outcome.await("end");

        assertThat(outcome.events).containsExactly("answered 200", "data early", "end");
        assertThat(body.detached).isTrue();
        Await.until("it is not used again", () -> pool.ledger().figures().open() == 0);
    }

    @Test
    void streamIdle_breaksAnAnswerThatStopped() {
        RecordedOutcome outcome = run("/half", RequestBody.none());
        outcome.await("data half");

        pass(STREAM_IDLE.plusMillis(20));

        outcome.await("broken stream-idle");
    }

    @Test
    void streamIdle_doesNotCountWhileTheCallerStalls() {
        RecordedOutcome outcome = run("/half", RequestBody.none());
        outcome.await("data half");
        onLoop(() -> {
            outcome.answer().pause();
            return outcome;
        });

        pass(STREAM_IDLE.multipliedBy(3));
        assertThat(outcome.events).doesNotContain("broken stream-idle");
        onLoop(() -> {
            outcome.answer().resume();
            return outcome;
        });
        pass(STREAM_IDLE.minusSeconds(1));
        assertThat(outcome.events).doesNotContain("broken stream-idle");
        pass(Duration.ofSeconds(2));

        outcome.await("broken stream-idle");
    }

    @Test
    void eventStream_isNeverIdle_butMayLastTooLong() {
        RecordedOutcome outcome = run("/events", RequestBody.none());
        outcome.await("answered 200");
        pass(STREAM_IDLE.multipliedBy(5));
        assertThat(outcome.events).noneMatch(event -> event.startsWith("broken"));
        assertThat(pool.streams()).isEqualTo(1);

        pass(MAX_DURATION);

        outcome.await("broken stream-too-long");
        assertThat(pool.streams()).isZero();
    }

    @Test
    void departure_whileWaitingForAConnection_givesUpThePlace() {
        RecordedOutcome holder = run("/silent", RequestBody.none());
        Await.until("the connection is taken", () -> onLoop(() -> pool.active() == 1));
        RecordedOutcome waiter = run("/answer", RequestBody.none());
        Await.until("the other one waits", () -> pool.waiting() == 1);

        leave(waiter);

        waiter.await("failed cancelled");
        assertThat(pool.waiting()).isZero();
        leave(holder);
    }

    @Test
    void departure_whileWaitingForAnAnswer_closesTheConnection() {
        RecordedOutcome outcome = run("/silent", RequestBody.none());
        Await.until("it was sent", () -> server.openConnections() == 1 && onLoop(() -> pool.active() == 1));

        leave(outcome);

        outcome.await("failed cancelled");
        Await.until("the upstream's connection is gone", () -> server.openConnections() == 0);
    }

    @Test
    void departure_amidTheBody_endsItSilently() {
        RecordedOutcome outcome = run("/half", RequestBody.none());
        outcome.await("data half");

        onLoop(() -> {
            outcome.answer().cancel();
            outcome.answer().cancel();
            return outcome;
        });

        Await.until("the upstream's connection is gone", () -> server.openConnections() == 0);
        assertThat(outcome.events).containsExactly("answered 200", "data half");
    }

    @Test
    void departure_beforeTheStart_startsNothing() {
        RecordedOutcome outcome = new RecordedOutcome(true);
        onLoop(() -> {
            Exchange exchange = exchange("/answer", RequestBody.none());
            exchange.cancel(new CancelledException(Problem.CANCELLED, "left"));
            outcomes.add(outcome);
            stage.run(exchange, outcome);
            return outcome;
        });

        outcome.await("failed cancelled");
        assertThat(server.connections()).isZero();
    }

    @Test
    void bodyThatThrows_isAnInternalError() {
        RecordedOutcome outcome = run("/answer", new ManualBody() {
            @Override
            public void read(Reader receiver) {
                throw new IllegalStateException("a defect, as the test wants it");
            }
        });

        outcome.await("failed internal-error");
    }

    @Test
    void receiverThatThrows_costsTheLeaseNothing() {
        RecordedOutcome outcome = new RecordedOutcome(true) {
            @Override
            public void answered(Answer arrived) {
                super.events.add("answered " + arrived.status());
                throw new IllegalStateException("a defect, as the test wants it");
            }
        };
        run("/answer", RequestBody.none(), outcome);

        outcome.await("answered 200");
        Await.until("the connection is closed", () -> pool.ledger().figures().open() == 0);
    }

    private RecordedOutcome run(String target, RequestBody body) {
        RecordedOutcome outcome = new RecordedOutcome(true);
        run(target, body, outcome);
        return outcome;
    }

    private void run(String target, RequestBody body, RecordedOutcome outcome) {
        outcomes.add(outcome);
        onLoop(() -> {
            Exchange exchange = exchange(target, body);
            outcome.exchange = exchange;
            stage.run(exchange, outcome);
            return outcome;
        });
    }

    private Exchange exchange(String target, RequestBody body) {
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

    private void leave(RecordedOutcome outcome) {
        onLoop(() -> {
            Exchange exchange = outcome.exchange;
            if (exchange != null) {
                exchange.cancel(new CancelledException(Problem.CANCELLED, "left"));
            }
            return outcome;
        });
    }

    private void pass(Duration time) {
        onLoop(() -> {
            ticker.advance(time);
            wheel.advance();
            return time;
        });
    }

    private <T> T onLoop(Supplier<T> action) {
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

    /** Notes all that it is told. */
    private static class RecordedOutcome implements Outcome, Answer.Reader {

        private final List<String> events = new CopyOnWriteArrayList<>();
        private final boolean reads;
        private volatile @Nullable Answer answer;
        private @Nullable Exchange exchange;

        RecordedOutcome(boolean reads) {
            this.reads = reads;
        }

        void await(String event) {
            Await.until(event + " after " + events, () -> events.contains(event));
        }

        Answer answer() {
            return Objects.requireNonNull(answer, "no answer has arrived");
        }

        @Override
        public void answered(Answer arrived) {
            answer = arrived;
            events.add("answered " + arrived.status());
            if (reads) {
                arrived.read(this);
            }
        }

        @Override
        public void failed(PenstockException failure) {
            events.add("failed " + failure.problem().slug());
        }

        @Override
        public void data(ByteBuf chunk) {
            events.add("data " + chunk.toString(StandardCharsets.UTF_8));
            chunk.release();
        }

        @Override
        public void end(MultiMap trailers) {
            events.add("end");
        }

        @Override
        public void broken(PenstockException failure) {
            events.add("broken " + failure.problem().slug());
        }
    }

    /** A body of unknown length that flows as the test says. */
    private static class ManualBody implements RequestBody {

        private volatile boolean detached;
        private @Nullable Reader reader;

        boolean asked() {
            return reader != null;
        }

        boolean push(String text) {
            Reader receiver = reader;
            if (receiver != null) {
                receiver.data(Buffer.buffer(text));
            }
            return receiver != null;
        }

        boolean finish() {
            Reader receiver = reader;
            if (receiver != null) {
                receiver.end();
            }
            return receiver != null;
        }

        @Override
        public long length() {
            return -1;
        }

        @Override
        public boolean readable() {
            return reader == null;
        }

        @Override
        public void read(Reader receiver) {
            reader = receiver;
        }

        @Override
        public void pause() {
            // The test pushes little.
        }

        @Override
        public void resume() {
            // See pause.
        }

        @Override
        public void detach() {
            detached = true;
        }
    }
}
