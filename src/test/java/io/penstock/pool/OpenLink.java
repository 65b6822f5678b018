package io.penstock.pool;

import io.penstock.config.ConfigLoader;
import io.penstock.config.ConfigSources;
import io.penstock.config.UpstreamConfig;
import io.penstock.testing.Await;
import io.penstock.testing.FakeTicker;
import io.penstock.testing.ManualAlarm;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A link to a server of the test's, over a real socket, and a loop that uses it: its own, or another. */
final class OpenLink implements AutoCloseable {

    /** What carries a request. */
    enum Way {
        /** Our own codec. */
        OWN(true, false),
        /** Vert.x's requests and responses. */
        PORTABLE(false, false),
        /** Our own codec, from another event loop. */
        OWN_BORROWED(true, true),
        /** Vert.x's requests and responses, from another event loop. */
        PORTABLE_BORROWED(false, true);

        private final boolean own;
        private final boolean borrowed;

        Way(boolean own, boolean borrowed) {
            this.own = own;
            this.borrowed = borrowed;
        }
    }

    final AtomicInteger closings = new AtomicInteger();
    final AtomicInteger doubts = new AtomicInteger();
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    private final Context lender = loop();
    private final Context borrower;
    private final HttpClientAgent client;
    private final UpstreamTarget target;
    private final Link link;

    OpenLink(Way way, String url) {
        this.borrower = way.borrowed ? loop() : lender;
        this.target = target(url);
        this.client = vertx.httpClientBuilder()
                .with(target.clientOptions(TimeUnit.SECONDS.toNanos(5)))
                .build();
        FakeTicker ticker = new FakeTicker();
        DeadlineWheel wheel = new DeadlineWheel(ticker, new ManualAlarm(ticker));
        Promise<Link> opened = Promise.promise();
        lender.runOnContext(v -> client.connect(target.connectOptions(null, 0))
                .map(connection -> way.own
                        ? (Link) new Http1Link(connection, target, wheel)
                        : new VertxLink(connection, target, wheel))
                .onSuccess(made -> {
                    made.onClosed(closings::incrementAndGet);
                    made.onUnfit(cause -> doubts.incrementAndGet());
                })
                .onComplete(opened));
        this.link = Await.get(opened.future());
    }

    /** A context of an event loop, another one each time as long as there are. */
    private Context loop() {
        Promise<Context> loop = Promise.promise();
        vertx.deployVerticle(new VerticleBase() {
                    @Override
                    public Future<?> start() {
                        loop.complete(context);
                        return Future.succeededFuture();
                    }
                })
                .onFailure(loop::fail);
        return Await.get(loop.future());
    }

    private static UpstreamTarget target(String url) {
        Map<String, String> settings = Map.of("upstreams.api.url", url, "upstreams.api.maxResponseHead", "2KiB");
        UpstreamConfig config =
                Objects.requireNonNull(ConfigLoader.load(ConfigSources.none().withOptions(settings))
                        .orThrow()
                        .upstreams()
                        .get("api"));
        return new UpstreamTarget(config, true, Map.of());
    }

    /** Opens a request without a body whose answer flows. */
    RecordedAnswer get(String path) {
        return ask(HttpMethod.GET, path);
    }

    /** Opens a request without a body whose answer flows. */
    RecordedAnswer ask(HttpMethod method, String path) {
        RecordedAnswer answer = new RecordedAnswer();
        LinkStream stream = open(method, path, HttpHeaders.headers(), 0, answer);
        run(stream::resume);
        return answer;
    }

    /** Opens a request, whose answer is held back, on the loop that uses the link. */
    LinkStream open(HttpMethod method, String path, MultiMap headers, long length, LinkStream.Events events) {
        RequestHead head = target.head(method, path, headers, length);
        return on(
                borrower,
                () -> borrower == lender
                        ? link.open(head, events)
                        : BorrowedStream.open(
                                link,
                                task -> lender.runOnContext(v -> task.run()),
                                head,
                                task -> borrower.runOnContext(v -> task.run()),
                                events));
    }

    /** Does something on the loop that uses the link. */
    void run(Runnable action) {
        on(borrower, () -> {
            action.run();
            return action;
        });
    }

    <T> T compute(Supplier<T> action) {
        return on(borrower, action);
    }

    /** The name of the thread of the loop that uses the link. */
    String thread() {
        return on(borrower, () -> Thread.currentThread().getName());
    }

    boolean alive() {
        return on(lender, link::alive);
    }

    /** Closes the client that opened the link. */
    void shutDown() {
        Await.get(client.close());
    }

    private static <T> T on(Context context, Supplier<T> action) {
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

    @Override
    public void close() {
        Await.get(client.close());
        Await.get(vertx.close());
    }
}
