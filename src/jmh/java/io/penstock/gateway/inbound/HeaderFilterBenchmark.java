package io.penstock.gateway.inbound;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
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

/** Copying the fields of a request for its upstream and of an answer for its caller. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HeaderFilterBenchmark {

    private final MultiMap request = HttpHeaders.headers()
            .add("Host", "localhost:8080")
            .add("User-Agent", "example-client/4.2")
            .add("Accept", "application/json")
            .add("Accept-Encoding", "gzip, deflate")
            .add("Authorization", "Bearer 0123456789abcdef")
            .add("X-Request-Id", "3f0c9a2e");

    private final MultiMap requestNaming =
            HttpHeaders.headers().addAll(request).add("Connection", "keep-alive, X-Request-Id");

    private final MultiMap answer = HttpHeaders.headers()
            .add("Server", "upstream")
            .add("Date", "Mon, 02 Nov 2026 10:00:00 GMT")
            .add("Content-Type", "application/json")
            .add("Content-Length", "1024")
            .add("ETag", "\"5f1d-400\"")
            .add("Cache-Control", "private, max-age=0")
            .add("Connection", "keep-alive");

    @Benchmark
    public MultiMap forUpstream() {
        return HeaderFilter.forUpstream(request, HttpVersion.HTTP_1_1, "api.crm.example");
    }

    @Benchmark
    public MultiMap forUpstream_connectionNamesFields() {
        return HeaderFilter.forUpstream(requestNaming, HttpVersion.HTTP_1_1, "api.crm.example");
    }

    @Benchmark
    public MultiMap forCaller() {
        return HeaderFilter.forCaller(answer, HttpVersion.HTTP_1_1);
    }
}
