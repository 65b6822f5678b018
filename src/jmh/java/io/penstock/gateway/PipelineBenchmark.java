package io.penstock.gateway;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.penstock.config.ConfigDefaults;
import io.penstock.config.HedgeConfig;
import io.penstock.config.IdempotencyKeyConfig;
import io.penstock.config.RetryConfig;
import io.penstock.error.ErrorClassifier;
import io.penstock.error.PenstockException;
import io.penstock.exchange.Answer;
import io.penstock.exchange.AskedWait;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Gate;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.RequestBody;
import io.penstock.exchange.RouteSettings;
import io.penstock.exchange.Stage;
import io.penstock.metrics.Metrics;
import io.penstock.metrics.MicrometerMetrics;
import io.penstock.metrics.PoolRecorder;
import io.penstock.metrics.RouteRecorder;
import io.penstock.resilience.ResilienceEvents;
import io.penstock.resilience.deadline.TotalDeadlineStage;
import io.penstock.resilience.retry.RetryBudget;
import io.penstock.resilience.retry.RetryRules;
import io.penstock.resilience.retry.RetryStage;
import io.penstock.testing.RecordedPool;
import io.penstock.time.DeadlineWheel;
import io.penstock.time.Ticker;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the stages of a route cost beside a transport that answers at once: none of them, the inner ones, all of them with
 * metrics kept. The making of the exchange is part of each figure.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PipelineBenchmark implements Outcome, Answer.Reader {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private static final RouteSettings SETTINGS =
            new RouteSettings("crm", "*", 30 * SECOND, 60 * SECOND, 60 * SECOND, 0, 10 * SECOND, 0, 64 * 1024);

    /** How many stages stand before the transport, from the inside out. */
    @Param({"0", "1", "2", "all"})
    String stages;

    private final DeadlineWheel wheel = new DeadlineWheel(Ticker.system(), delayMillis -> {});
    private final MultiMap headers = HttpHeaders.headers();
    private final Vertx vertx = Vertx.vertx();
    private Stage path;
    private int ended;

    @Setup
    public void assemble() {
        Metrics metrics = new MicrometerMetrics(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        RouteRecorder route = metrics.route("crm", "*");
        PoolRecorder pool = new RecordedPool();
        Stage transport = new InstantTransport();
        ResilienceEvents events = new ResilienceEvents(vertx.eventBus(), "crm", () -> null, () -> 0);
        RetryRules rules = RetryRules.of(
                ConfigDefaults.of(RetryConfig.class),
                ConfigDefaults.of(IdempotencyKeyConfig.class),
                new ErrorClassifier(List.of()),
                (status, fields) -> AskedWait.NONE,
                new SplittableRandom(),
                metrics.retry("crm", "*"),
                pool,
                events);
        RetryBudget.Share budget = new RetryBudget(0.2, 10, Ticker.system()).share();
        Stage retry = new RetryStage(transport, rules, budget);
        path = switch (stages) {
            case "0" -> transport;
            case "1" -> retry;
            case "2" -> new TotalDeadlineStage(retry);
            default ->
                RoutePipeline.assemble(
                        new RouteParts(
                                route,
                                rules,
                                ConfigDefaults.of(HedgeConfig.class),
                                Gate.open(),
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                null),
                        new LoopEnds(Runnable::run, gate -> transport, budget, name -> null, null));
        };
    }

    @TearDown
    public void close() {
        vertx.close().await();
    }

    @Benchmark
    public int exchange() {
        path.run(new Exchange(SETTINGS, wheel, HttpMethod.GET, "/contacts/7", headers, RequestBody.none()), this);
        return ended;
    }

    @Override
    public void answered(Answer answer) {
        answer.read(this);
    }

    @Override
    public void failed(PenstockException failure) {
        throw failure;
    }

    @Override
    public void data(ByteBuf chunk) {
        chunk.release();
    }

    @Override
    public void end(MultiMap trailers) {
        ended++;
    }

    @Override
    public void broken(PenstockException failure) {
        throw failure;
    }

    /** Answers every exchange with a head and no body, before it returns. */
    private static final class InstantTransport implements Stage, Answer {

        private final MultiMap fields = HttpHeaders.headers();

        @Override
        public void run(Exchange exchange, Outcome outcome) {
            exchange.attemptStarted(true);
            outcome.answered(this);
        }

        @Override
        public HttpVersion version() {
            return HttpVersion.HTTP_1_1;
        }

        @Override
        public int status() {
            return 204;
        }

        @Override
        public MultiMap headers() {
            return fields;
        }

        @Override
        public void read(Reader reader) {
            reader.end(fields);
        }

        @Override
        public void pause() {
            // There is nothing that could flow.
        }

        @Override
        public void resume() {
            // See pause.
        }

        @Override
        public void cancel() {
            // See pause.
        }
    }
}
