package io.penstock.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.penstock.error.Problem;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one route. A meter is registered when its method and status, or its problem, first occur, so that what
 * never happens makes no series; from then on a duration's is read from an array.
 */
final class MicrometerRoute implements RouteRecorder {

    private static final String[] STATUS_CLASSES = {"1xx", "2xx", "3xx", "4xx", "5xx", "error"};
    private static final int SERVER_ERROR = 4;
    private static final int PROBLEM = 5;

    private final MeterRegistry registry;
    private final Tags upstreamTag;
    private final Tags routeTags;
    private final LongAdder active = new LongAdder();
    private final Counter attemptCounter;
    private final AtomicReferenceArray<Timer> durations =
            new AtomicReferenceArray<>(MethodIndex.COUNT * STATUS_CLASSES.length);
    private final Map<Problem, ErrorMeters> errors = new ConcurrentHashMap<>();
    private final Tags operationTag;
    private final StatusCounters operations;
    private volatile @Nullable Timer operationDuration;

    MicrometerRoute(MeterRegistry registry, String upstream, String pattern) {
        this.registry = registry;
        this.upstreamTag = Tags.of("upstream", upstream);
        this.routeTags = upstreamTag.and("route", pattern);
        this.attemptCounter = Counter.builder("penstock.attempts")
                .description("Requests made to the upstream, retries included.")
                .tags(routeTags)
                .register(registry);
        this.operationTag = Tags.of("operation", operation(upstream, pattern));
        this.operations = new StatusCounters(this::registerOperations);
        Gauge.builder("http.client.active_requests", active::sum)
                .description("Exchanges in flight.")
                .tags(routeTags)
                .register(registry);
    }

    /** What the label {@code operation} names a route: its upstream and its pattern. */
    static String operation(String upstream, String pattern) {
        return upstream + ' ' + pattern;
    }

    @Override
    public void started(int method) {
        active.increment();
    }

    @Override
    public void answered(int method, int status, long durationNanos, int attempts) {
        ended(method, statusClass(status), durationNanos, attempts);
        operations.increment(status);
    }

    @Override
    public void failed(int method, Problem problem, long durationNanos, int attempts) {
        ended(method, PROBLEM, durationNanos, attempts);
        ErrorMeters meters = errors.get(problem);
        if (meters == null) {
            meters = new ErrorMeters(registerError(problem), registerOperations(problem.slug()));
            errors.put(problem, meters);
        }
        meters.errors().increment();
        meters.operations().increment();
    }

    private void ended(int method, int statusClass, long durationNanos, int attempts) {
        active.decrement();
        attemptCounter.increment(attempts);
        int cell = method * STATUS_CLASSES.length + statusClass;
        Timer timer = durations.get(cell);
        if (timer == null) {
            timer = registerDuration(method, statusClass);
            durations.set(cell, timer);
        }
        timer.record(durationNanos, TimeUnit.NANOSECONDS);
        Timer whole = operationDuration;
        if (whole == null) {
            whole = registerOperationDuration();
            operationDuration = whole;
        }
        whole.record(durationNanos, TimeUnit.NANOSECONDS);
    }

    private static int statusClass(int status) {
        return status < 100 || status > 599 ? SERVER_ERROR : status / 100 - 1;
    }

    private Timer registerDuration(int method, int statusClass) {
        return Timer.builder("http.client.request.duration")
                .description("Time from an exchange's start to the end of its answer.")
                .tags(routeTags.and("method", MethodIndex.label(method), "status", STATUS_CLASSES[statusClass]))
                .serviceLevelObjectives(Buckets.EXCHANGE)
                .register(registry);
    }

    private Counter registerError(Problem problem) {
        return Counter.builder("penstock.errors")
                .description("Exchanges that ended with a problem of Penstock's own.")
                .tags(upstreamTag.and("type", problem.slug()))
                .register(registry);
    }

    private Timer registerOperationDuration() {
        return Timer.builder("penstock.operation.duration")
                .description("Time from an exchange's start to the end of its answer, or to its failure.")
                .tags(operationTag)
                .serviceLevelObjectives(Buckets.OPERATION)
                .register(registry);
    }

    private Counter registerOperations(String status) {
        return Counter.builder("penstock.operations")
                .description("Exchanges by the status of their answer, or by the problem that Penstock answered with.")
                .tags(operationTag.and("status", status))
                .register(registry);
    }

    private record ErrorMeters(Counter errors, Counter operations) {}
}
