package io.penstock.batching.coalesce;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.AsciiString;
import io.penstock.batching.FingerprintKey;
import io.penstock.batching.IgnoredFields;
import io.penstock.error.PenstockException;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.RequestBody;
import io.penstock.exchange.RouteSettings;
import io.penstock.exchange.Stage;
import io.penstock.metrics.Metrics;
import io.penstock.time.DeadlineWheel;
import io.penstock.time.Ticker;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a request that meets no twin pays for the chance to meet one, beside a transport that answers at once with a body in
 * one piece. The making of the exchange is part of each figure. The texts are of the types that come from the wire.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CoalescingBenchmark implements Outcome, Answer.Reader {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private static final RouteSettings SETTINGS =
            new RouteSettings("crm", "*", 30 * SECOND, 60 * SECOND, 60 * SECOND, 0, 10 * SECOND, 0, 64 * 1024);

    /** Whether the stage is there. */
    @Param({"false", "true"})
    boolean coalescing;

    private final DeadlineWheel wheel = new DeadlineWheel(Ticker.system(), delayMillis -> {});
    private final MultiMap headers = HttpHeaders.headers()
            .add(new AsciiString("host"), "api.crm.example")
            .add(new AsciiString("user-agent"), "python-requests/2.32.3")
            .add(new AsciiString("accept"), "application/json")
            .add(new AsciiString("accept-encoding"), "gzip, deflate")
            .add(new AsciiString("authorization"), "Bearer 6f1c2a9b7d3e4f5a8b9c0d1e2f3a4b5c")
            .add(new AsciiString("via"), "1.1 penstock");
    private Stage path = (exchange, outcome) -> {};
    private int ended;

    /** Kept, so that the compiler cannot do without it where the stage is not there. */
    private @Nullable Exchange exchange;

    @Setup
    public void assemble() {
        Stage transport = new InstantTransport();
        path = coalescing
                ? new Coalescing(Metrics.none().coalescing("crm"), new HeldBytes(HeldBytes.DEFAULT_LIMIT))
                        .stage(
                                transport,
                                new CoalescingRules(
                                        FingerprintKey.random(), new IgnoredFields(List.of()), 1 << 20, SECOND),
                                Runnable::run)
                : transport;
    }

    @Benchmark
    public int exchange() {
        exchange = new Exchange(
                SETTINGS, wheel, HttpMethod.GET, "/v2/contacts/7?fields=name", headers, RequestBody.none());
        path.run(exchange, this);
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
        ended += chunk.readableBytes();
    }

    @Override
    public void end(MultiMap trailers) {
        ended++;
    }

    @Override
    public void broken(PenstockException failure) {
        throw failure;
    }

    /** Answers every exchange with a head and a body of 1 KiB, before it returns. */
    private static final class InstantTransport implements Stage, Answer {

        private final ByteBuf body = Unpooled.wrappedBuffer(new byte[1024]);
        private final MultiMap fields = HttpHeaders.headers()
                .add("server", "raw")
                .add("date", "Mon, 02 Nov 2026 10:00:00 GMT")
                .add("content-type", "application/json")
                .add("content-length", "1024")
                .add("etag", "\"6a1c2f00-400\"");
        private final MultiMap trailers = HttpHeaders.headers();

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
            return 200;
        }

        @Override
        public MultiMap headers() {
            return fields;
        }

        @Override
        public void read(Reader reader) {
            reader.data(body);
            reader.end(trailers);
        }

        @Override
        public void pause() {}

        @Override
        public void resume() {}

        @Override
        public void cancel() {}
    }
}
