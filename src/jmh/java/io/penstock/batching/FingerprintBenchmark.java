package io.penstock.batching;

import io.netty.util.AsciiString;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.RequestBody;
import io.penstock.exchange.RouteSettings;
import io.penstock.time.DeadlineWheel;
import io.penstock.time.Ticker;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it takes to tell a request with six fields from all others; the texts are of the types that come from the wire. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FingerprintBenchmark {

    private static final RouteSettings SETTINGS = new RouteSettings("crm", "*", 0, 0, 0, 0, 0, 0, 0);

    private final byte[] text = "0123456789".repeat(25).getBytes(StandardCharsets.US_ASCII);
    private final SipHash hash = new SipHash(1, 2);
    private final Fingerprint fingerprint = new Fingerprint(FingerprintKey.random(), new IgnoredFields(List.of()));
    private final DeadlineWheel wheel = new DeadlineWheel(Ticker.system(), delayMillis -> {});
    private final MultiMap headers = HttpHeaders.headers()
            .add(new AsciiString("host"), "api.crm.example")
            .add(new AsciiString("user-agent"), "python-requests/2.32.3")
            .add(new AsciiString("accept"), "application/json")
            .add(new AsciiString("accept-encoding"), "gzip, deflate")
            .add(new AsciiString("authorization"), "Bearer 6f1c2a9b7d3e4f5a8b9c0d1e2f3a4b5c")
            .add(new AsciiString("via"), "1.1 penstock");
    private final Exchange exchange =
            new Exchange(SETTINGS, wheel, HttpMethod.GET, "/v2/contacts/7?fields=name", headers, RequestBody.none());

    @Benchmark
    public long take() {
        return fingerprint.take(exchange) ? fingerprint.low() : 0;
    }

    @Benchmark
    public long hash() {
        hash.hash(text, text.length);
        return hash.low();
    }
}
