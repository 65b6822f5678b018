package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.penstock.error.BadRequestException;
import io.penstock.error.CancelledException;
import io.penstock.error.NetworkException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.error.TimeoutException;
import io.penstock.testing.Await;
import io.penstock.testing.PatternCheck;
import io.penstock.testing.RawServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ObjectAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls in process whose bodies flow, in either direction. */
class UpstreamStreamIT {

    private static final long LARGE = 64L * 1024 * 1024;

    /** What the sockets' buffers on both sides may hold, with room to spare. */
    private static final long UNDER_WAY = 24L * 1024 * 1024;

    @RegisterExtension
    static final PenstockUnderTest RUNNING = new PenstockUnderTest("upstreams.demo.maxRequestBody", "0");

    private final Upstream demo = RUNNING.upstream();

    @Test
    void largeAnswer_takenSlowly_comesWholeAndIsNeverHeldInMemory() {
        try (PouringServer server = new PouringServer(LARGE)) {
            Penstock penstock = startWith(server.url());
            PatternCheck check = new PatternCheck();
            AtomicLong mostUnderWay = new AtomicLong();
            UpstreamStream stream = open(penstock.upstream("api"), UpstreamRequest.get("/"));
            Promise<Void> whole = Promise.promise();
            stream.pause()
                    .exceptionHandler(whole::fail)
                    .endHandler(whole::complete)
                    .handler(chunk -> {
                        check.accept(chunk);
                        mostUnderWay.accumulateAndGet(server.written() - check.offset(), Math::max);
                        stream.fetch(1);
                    })
                    .fetch(1);

            Await.get(whole.future());

            check.verifyEnd(LARGE);
            assertThat(mostUnderWay.get()).isLessThan(UNDER_WAY);
            Await.get(penstock.close());
        }
    }

    @Test
    void answer_ofWhichNothingIsTaken_isHeldBackAndCutAfterServerStall() {
        try (PouringServer server = new PouringServer(LARGE)) {
            Penstock penstock = startWith(server.url(), "server.stall", "200ms");
            UpstreamStream stream = open(penstock.upstream("api"), UpstreamRequest.get("/"));

            failsWith(stream.pause())
                    .isInstanceOf(TimeoutException.class)
                    .returns(Problem.CALLER_TOO_SLOW, PenstockException::problem);
            assertThat(server.written()).isLessThan(UNDER_WAY);
            Await.get(penstock.close());
        }
    }

    @Test
    void endOfAnAnswer_thatIsNotTaken_isCutAfterServerStall() {
        Penstock penstock = startWith(RUNNING.demo().url(), "server.stall", "100ms");
        UpstreamStream stream = open(penstock.upstream("api"), UpstreamRequest.get("/items/1"));

        failsWith(stream).returns(Problem.CALLER_TOO_SLOW, PenstockException::problem);
        Await.get(penstock.close());
    }

    @Test
    void handlers_setLate_missNothing() {
        UpstreamStream stream = open(demo, UpstreamRequest.get("/trailers"));
        AtomicBoolean ended = new AtomicBoolean();
        Buffer body = Buffer.buffer();

        stream.endHandler(end -> ended.set(true));
        stream.handler(body::appendBuffer);

        Await.until("the end", ended::get);
        assertThat(stream.status()).isEqualTo(200);
        assertThat(body.length()).isPositive();
        assertThat(stream.trailers().names()).isNotEmpty();
    }

    @Test
    void timeout_ofTheCall_doesNotCutAStreamAfterItsHead() {
        UpstreamStream stream =
                open(demo, UpstreamRequest.get("/events?every=20&count=20").withTimeout(Duration.ofMillis(200)));

        assertThat(Await.get(gathered(stream)).toString()).contains("id: 20");
    }

    @Test
    void cancel_inTheBody_endsTheStreamAndResetsTheRequest() {
        UpstreamStream stream = open(demo, UpstreamRequest.get("/events?every=10"));
        Promise<Throwable> failure = Promise.promise();
        stream.exceptionHandler(failure::complete).handler(chunk -> stream.cancel());

        assertThat(Await.get(failure.future())).isInstanceOf(CancelledException.class);
        RUNNING.awaitQuietDemo();
    }

    @Test
    void cancelToken_inTheBody_failsAPipeAndResetsTheRequest() {
        CancelToken token = new CancelToken();
        UpstreamStream stream =
                open(demo, UpstreamRequest.get("/events?every=10").withCancelToken(token));
        Future<Buffer> body = gathered(stream);
        RUNNING.awaitBusyDemo();

        token.cancel();

        assertThat(Await.failure(body)).isInstanceOf(CancelledException.class);
        RUNNING.awaitQuietDemo();
    }

    @Test
    void connection_lostInTheBody_failsTheStream() {
        RUNNING.demo().inject(new JsonObject().put("fault", "reset").put("at", "body"));

        failsWith(open(demo, UpstreamRequest.get("/bytes/1000000")).handler(chunk -> {}))
                .isInstanceOf(NetworkException.class)
                .returns("demo", PenstockException::upstream);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void upload_ofALargeStream_comesBackWhole(boolean announced) {
        PatternSource source = PatternSource.of(LARGE);
        UpstreamRequest request = announced
                ? UpstreamRequest.post("/echo").withBody(source, LARGE)
                : UpstreamRequest.post("/echo").withBody(source);
        PatternCheck check = new PatternCheck();
        Promise<Void> whole = Promise.promise();

        UpstreamStream echo = open(demo, request);
        echo.exceptionHandler(whole::fail).endHandler(whole::complete).handler(check::accept);

        Await.get(whole.future());
        check.verifyEnd(LARGE);
        assertThat(echo.header("content-length")).isEqualTo(announced ? Long.toString(LARGE) : null);
    }

    @Test
    void file_sentAndSavedAsTheGuideShows_isTheSame(@TempDir Path folder) throws IOException {
        Vertx vertx = Vertx.vertx();
        byte[] content = new byte[1_000_000];
        new SplittableRandom(7).nextBytes(content);
        Path sent = Files.write(folder.resolve("sent"), content);
        Path saved = folder.resolve("saved");

        Await.get(vertx.fileSystem()
                .open(sent.toString(), new OpenOptions().setWrite(false))
                .compose(file -> file.size()
                        .compose(
                                size -> demo.stream(UpstreamRequest.put("/echo").withBody(file, size)))
                        .compose(echo -> vertx.fileSystem()
                                .open(saved.toString(), new OpenOptions())
                                .compose(echo::pipeTo))
                        .eventually(() -> file.close())));

        assertThat(saved).hasBinaryContent(content);
        Await.get(vertx.close());
    }

    @Test
    void upload_thatTheUpstreamDoesNotTake_isHeldBack() throws IOException {
        try (RawServer deaf = RawServer.silent()) {
            Penstock penstock = startWith(deaf.url(), "upstreams.api.maxRequestBody", "0");
            PatternSource source = PatternSource.of(LARGE);
            UpstreamRequest request = UpstreamRequest.post("/").withBody(source).withTimeout(Duration.ofMillis(300));

            assertThat(Await.failure(penstock.upstream("api").send(request))).isInstanceOf(TimeoutException.class);
            assertThat(source.delivered()).isLessThan(UNDER_WAY);
            Await.until("the source is left alone", source::abandoned);
            // Neither is the connection left behind, with all that it did not take.
            Await.get(penstock.close());
        }
    }

    @Test
    void upload_whoseStreamBreaks_failsTheCallAndResetsTheRequest() {
        UpstreamRequest request = UpstreamRequest.post("/echo").withBody(PatternSource.failingAt(1024 * 1024));

        assertThat(Await.failure(demo.send(request)))
                .isInstanceOf(CancelledException.class)
                .hasMessageContaining("disk on fire");
        RUNNING.awaitQuietDemo();
    }

    @ParameterizedTest
    @ValueSource(longs = {99_999, 100_001})
    void upload_ofAnotherLengthThanAnnounced_isRefused(long announced) {
        UpstreamRequest request = UpstreamRequest.post("/echo").withBody(PatternSource.of(100_000), announced);

        assertThat(Await.failure(demo.send(request))).isInstanceOf(BadRequestException.class);
        RUNNING.awaitQuietDemo();
        // The connection that carried it is not used again: what comes next is whole.
        assertThat(Await.get(demo.get("/items/1")).status()).isEqualTo(200);
    }

    @Test
    void upload_beyondMaxRequestBody_isRefused() {
        Penstock penstock = startWith(RUNNING.demo().url(), "upstreams.api.maxRequestBody", "64KiB");

        assertThat(Await.failure(penstock.upstream("api")
                        .send(UpstreamRequest.post("/echo").withBody(PatternSource.of(LARGE)))))
                .asInstanceOf(type(PenstockException.class))
                .returns(Problem.BODY_TOO_LARGE, PenstockException::problem);
        Await.get(penstock.close());
    }

    private static Penstock startWith(String url, String... settings) {
        PenstockOptions.Builder options =
                PenstockOptions.builder().port(0).adminPort(0).upstream("api", url);
        for (int i = 0; i < settings.length; i += 2) {
            options.set(settings[i], settings[i + 1]);
        }
        return Await.get(Penstock.startServer(options.build()));
    }

    private static UpstreamStream open(Upstream upstream, UpstreamRequest request) {
        return Await.get(upstream.stream(request));
    }

    private static Future<Buffer> gathered(UpstreamStream stream) {
        Promise<Buffer> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        stream.exceptionHandler(whole::fail)
                .endHandler(end -> whole.complete(body))
                .handler(body::appendBuffer);
        return whole.future();
    }

    private static ObjectAssert<PenstockException> failsWith(UpstreamStream stream) {
        Promise<Throwable> failure = Promise.promise();
        stream.exceptionHandler(failure::complete);
        return assertThat(Await.get(failure.future())).asInstanceOf(type(PenstockException.class));
    }
}
