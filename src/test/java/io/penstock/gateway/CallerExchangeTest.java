package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.penstock.error.NetworkException;
import io.penstock.error.Problem;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.RequestBody;
import io.penstock.exchange.RouteSettings;
import io.penstock.exchange.VertxInternals;
import io.penstock.testing.Await;
import io.penstock.testing.FakeTicker;
import io.penstock.testing.ManualAlarm;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawResponse;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How an answer that comes bit by bit is put into writes, over a real connection to the caller. */
class CallerExchangeTest {

    private static final Duration HOLD = Duration.ofMillis(20);

    private final FakeTicker ticker = new FakeTicker();
    private final ManualAlarm alarm = new ManualAlarm(ticker);
    private final DeadlineWheel wheel = new DeadlineWheel(ticker, alarm);
    private final Writes writes = new Writes();
    private final CompletableFuture<Scene> scene = new CompletableFuture<>();
    private Vertx vertx;
    private RawClient caller;

    @BeforeEach
    void call() throws Exception {
        vertx = Vertx.vertx();
        HttpServer server = Await.get(vertx.createHttpServer(new HttpServerOptions().setStrictThreadMode(true))
                .requestHandler(request -> scene.complete(new Scene(request)))
                .listen(0, "127.0.0.1"));
        caller = RawClient.connect(server.actualPort());
        caller.send(RawClient.get("/"));
        scene.get();
    }

    @AfterEach
    void close() {
        caller.close();
        Await.get(vertx.close());
    }

    @Test
    void answerInOneBurst_leavesInOneWrite_andArmsNoDeadline() throws Exception {
        onLoop(scene -> {
            scene.begin(true, HttpHeaders.headers().add("Content-Length", "6"));
            scene.caller.data(bytes("abc"));
            scene.caller.data(bytes("def"));
            scene.caller.end(HttpHeaders.headers());
        });

        assertThat(caller.receive().text()).isEqualTo("abcdef");
        assertThat(writes.flushes).hasValue(1);
        assertThat(alarm.settings()).isZero();
    }

    @Test
    void answerOfUnknownLength_inOneBurst_leavesInOneWrite() throws Exception {
        onLoop(scene -> {
            scene.begin(true, HttpHeaders.headers());
            scene.caller.data(bytes("abc"));
            scene.caller.data(bytes("def"));
            scene.caller.end(HttpHeaders.headers());
        });

        assertThat(caller.receive().text()).isEqualTo("abcdef");
        assertThat(writes.flushes).hasValue(1);
    }

    @Test
    void answerOfUnknownLength_whoseBurstEnds_isPassedOn() throws Exception {
        onLoop(scene -> {
            scene.begin(true, HttpHeaders.headers());
            scene.caller.data(bytes("abc"));
            scene.caller.data(bytes("def"));
            scene.caller.burstEnd();
        });

        caller.receiveHead();
        assertThat(caller.input().readNBytes(11)).asString().isEqualTo("6\r\nabcdef\r\n");
        assertThat(writes.flushes).hasValue(1);
    }

    @Test
    void headWhoseBurstEnds_waitsForTheBodyOnlySoLong() throws Exception {
        onLoop(scene -> {
            scene.begin(true, HttpHeaders.headers());
            scene.caller.burstEnd();
            assertThat(writes.flushes).hasValue(0);
            ticker.advance(HOLD);
            wheel.advance();
        });

        assertThat(caller.receiveHead().status()).isEqualTo(200);
    }

    @Test
    void smallAnswer_inSeveralBursts_leavesInOneWrite() throws Exception {
        onLoop(scene -> {
            scene.begin(true, HttpHeaders.headers().add("Content-Length", "6"));
            scene.caller.data(bytes("abc"));
            scene.caller.burstEnd();
        });
        assertThat(writes.flushes).hasValue(0);

        onLoop(scene -> {
            scene.caller.data(bytes("def"));
            scene.caller.end(HttpHeaders.headers());
        });
        assertThat(caller.receive().text()).isEqualTo("abcdef");
        assertThat(writes.flushes).hasValue(1);
        assertThat(wheel.armed()).isZero();
    }

    @Test
    void smallAnswer_whoseRestLingers_isPassedOnAfterAWhile() throws Exception {
        onLoop(scene -> {
            scene.begin(true, HttpHeaders.headers().add("Content-Length", "6"));
            scene.caller.data(bytes("abc"));
            scene.caller.burstEnd();
            ticker.advance(HOLD);
            wheel.advance();
        });

        caller.receiveHead();
        assertThat(caller.input().readNBytes(3)).asString().isEqualTo("abc");
    }

    @Test
    void answerOfAnUpstreamThatTellsNoBursts_isNotHeldBack() throws Exception {
        onLoop(scene -> {
            scene.begin(false, HttpHeaders.headers());
            scene.caller.data(bytes("abc"));
        });

        caller.receiveHead();
        assertThat(caller.input().readNBytes(8)).asString().isEqualTo("3\r\nabc\r\n");
    }

    @Test
    void headOfAnUpstreamThatTellsNoBursts_waitsForTheBodyOnlySoLong() throws Exception {
        onLoop(scene -> {
            scene.begin(false, HttpHeaders.headers());
            ticker.advance(HOLD);
            wheel.advance();
        });

        assertThat(caller.receiveHead().status()).isEqualTo(200);
    }

    @Test
    void answerThatIsLargerThanWhatIsHeld_isPassedOnAmidTheBurst() throws Exception {
        String half = "x".repeat(64 * 1024);
        onLoop(scene -> {
            scene.begin(true, HttpHeaders.headers().add("Content-Length", "1000000"));
            scene.caller.data(bytes(half));
            assertThat(writes.flushes).hasValue(0);
            scene.caller.data(bytes(half));
            assertThat(writes.flushes).hasValue(1);
        });

        caller.receiveHead();
        assertThat(caller.input().readNBytes(128 * 1024)).asString().isEqualTo(half + half);
    }

    @Test
    void answerThatBreaksWhileItIsHeld_isToldAsAProblem() throws Exception {
        ByteBuf part = bytes("abc");
        onLoop(scene -> {
            scene.begin(true, HttpHeaders.headers().add("Content-Length", "6").add("X-Theirs", "1"));
            scene.caller.data(part);
            scene.caller.broken(new NetworkException(Problem.CONNECTION_LOST, "gone", false));
        });

        RawResponse problem = caller.receive();
        assertThat(problem.status()).isEqualTo(502);
        assertThat(problem.field("x-theirs")).isNull();
        assertThat(part.refCnt()).isZero();
    }

    @Test
    void callerThatLeaves_whileAnAnswerIsHeld_getsItReleasedAndCancelled() throws Exception {
        ByteBuf part = bytes("abc");
        onLoop(scene -> {
            scene.begin(true, HttpHeaders.headers().add("Content-Length", "6"));
            scene.caller.data(part);
        });

        caller.close();

        Await.until("the answer is cancelled", () -> scene.join().answer.cancelled);
        assertThat(part.refCnt()).isZero();
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }

    /** Does something on the caller's event loop, and waits for it. */
    private void onLoop(Consumer<Scene> action) throws Exception {
        Scene playing = scene.get();
        CompletableFuture<Void> done = new CompletableFuture<>();
        playing.context.runOnContext(turn -> {
            try {
                action.accept(playing);
                done.complete(null);
            } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        });
        done.get();
    }

    /** One request of the caller, and the answer that it is about to get. */
    private final class Scene {

        private final Context context = Vertx.currentContext();
        private final HttpServerRequest request;
        private final CallerExchange caller;
        private final ScriptedAnswer answer = new ScriptedAnswer();

        Scene(HttpServerRequest request) {
            this.request = request;
            this.caller =
                    new CallerExchange(request, wheel, Duration.ofSeconds(30).toNanos(), () -> {});
            VertxInternals.pipeline(request.connection()).addFirst(writes);
        }

        void begin(boolean bursting, MultiMap headers) {
            RouteSettings route = new RouteSettings("api", "*", 0, 0, 0, 0, 0, 0, 0);
            caller.call(
                    new Exchange(
                            route, wheel, request.method(), request.uri(), HttpHeaders.headers(), RequestBody.none()),
                    new AnswerHead(),
                    null);
            answer.bursting = bursting;
            answer.headers = headers;
            caller.answered(answer);
        }
    }

    /** An answer whose body the test hands to the reader itself. */
    private static final class ScriptedAnswer implements Answer {

        private boolean bursting;
        private MultiMap headers = HttpHeaders.headers();
        private volatile boolean cancelled;

        @Override
        public HttpVersion version() {
            return HttpVersion.HTTP_1_1;
        }

        @Override
        public int status() {
            return 200;
        }

        @Override
        public MultiMap headers() {
            return headers;
        }

        @Override
        public boolean bursting() {
            return bursting;
        }

        @Override
        public void read(Reader reader) {}

        @Override
        public void pause() {}

        @Override
        public void resume() {}

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    /** Counts how often bytes are sent on their way to the socket. */
    private static final class Writes extends ChannelOutboundHandlerAdapter {

        private final AtomicInteger flushes = new AtomicInteger();
        private boolean pending;

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            pending |= message instanceof ByteBuf bytes && bytes.isReadable();
            var unused = ctx.write(message, promise);
        }

        @Override
        public void flush(ChannelHandlerContext ctx) {
            if (pending) {
                pending = false;
                flushes.incrementAndGet();
            }
            ctx.flush();
        }
    }
}
