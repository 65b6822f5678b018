package io.penstock.gateway;

import io.penstock.exchange.RouteSettings;
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
import org.openjdk.jmh.annotations.Warmup;

/** Finding the route of a request among so many patterns of one upstream. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RouteTableBenchmark {

    @Param({"1", "10", "1000"})
    int routes;

    private RouteTable table;
    private String matched;
    private String unmatched;

    @Setup
    public void fill() {
        table = new RouteTable(route("*"));
        for (int i = 0; i < routes; i++) {
            String pattern = "GET /things" + i + "/{id}/notes";
            table.add(pattern, route(pattern));
        }
        matched = "/things" + routes / 2 + "/4711/notes?page=2";
        unmatched = "/things" + routes / 2 + "/4711/tags?page=2";
    }

    @Benchmark
    public Object matched() {
        return table.find("GET", matched);
    }

    @Benchmark
    public Object unmatched() {
        return table.find("GET", unmatched);
    }

    private static Route route(String pattern) {
        RouteSettings settings = new RouteSettings("crm", pattern, 0, 0, 0, 0, 0, 0, 0);
        return new Route(settings, (exchange, outcome) -> {}, null);
    }
}
