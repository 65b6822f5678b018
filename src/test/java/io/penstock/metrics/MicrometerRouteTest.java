package io.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.error.Problem;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MicrometerRouteTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RouteRecorder route = new MicrometerMetrics(registry).route("crm", "GET /contacts/{id}");

    @ParameterizedTest
    @CsvSource({
        "101, 1xx",
        "200, 2xx",
        "299, 2xx",
        "304, 3xx",
        "404, 4xx",
        "503, 5xx",
        "599, 5xx",
        "600, 5xx",
        "42, 5xx"
    })
    void answered_statusIsShownByItsClass(int status, String expected) {
        route.started(MethodIndex.GET);
        route.answered(MethodIndex.GET, status, 1, 1);

        assertThat(duration("GET", expected).count()).isEqualTo(1);
    }

    @Test
    void answered_durationIsRecordedForTheConfiguredRoute() {
        route.started(MethodIndex.POST);
        route.answered(MethodIndex.POST, 201, TimeUnit.MILLISECONDS.toNanos(250), 1);

        assertThat(duration("POST", "2xx").totalTime(TimeUnit.SECONDS)).isCloseTo(0.25, within(1e-9));
    }

    @Test
    void failed_isCountedUnderErrorAndByTheProblemsSlug() {
        for (int i = 0; i < 2; i++) {
            route.started(MethodIndex.GET);
            route.failed(MethodIndex.GET, Problem.POOL_TIMEOUT, 5, 0);
        }

        assertThat(duration("GET", "error").count()).isEqualTo(2);
        assertThat(registry.get("penstock.errors")
                        .tags("upstream", "crm", "type", "pool-timeout")
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"200, 200", "503, 503", "600, other", "42, other"})
    void answered_isAnOperationWithTheStatus(int status, String expected) {
        route.answered(MethodIndex.GET, status, TimeUnit.SECONDS.toNanos(2), 1);
        route.answered(MethodIndex.POST, status, TimeUnit.SECONDS.toNanos(3), 1);

        assertThat(operations(expected)).isEqualTo(2);
        assertThat(operationDuration().count()).isEqualTo(2);
        assertThat(operationDuration().totalTime(TimeUnit.SECONDS)).isCloseTo(5, within(1e-9));
    }

    @Test
    void failed_isAnOperationWithTheProblem() {
        route.failed(MethodIndex.GET, Problem.CIRCUIT_OPEN, 5, 0);
        route.failed(MethodIndex.GET, Problem.CIRCUIT_OPEN, 5, 0);

        assertThat(operations("circuit-open")).isEqualTo(2);
        assertThat(operationDuration().count()).isEqualTo(2);
    }

    @Test
    void activeRequests_fallWhenExchangesEnd() {
        route.started(MethodIndex.GET);
        route.started(MethodIndex.GET);
        route.started(MethodIndex.GET);
        assertThat(active()).isEqualTo(3);

        route.answered(MethodIndex.GET, 200, 1, 1);
        route.failed(MethodIndex.GET, Problem.CANCELLED, 1, 1);
        assertThat(active()).isEqualTo(1);
    }

    @Test
    void attempts_areAddedUpOverAnswersAndFailures() {
        route.answered(MethodIndex.GET, 200, 1, 2);
        route.failed(MethodIndex.GET, Problem.CONNECTION_LOST, 1, 3);

        assertThat(registry.get("penstock.attempts").counter().count()).isEqualTo(5);
    }

    @Test
    void methodOrStatusThatNeverOccurs_makesNoSeries() {
        route.answered(MethodIndex.GET, 200, 1, 1);
        route.answered(MethodIndex.GET, 204, 1, 1);

        assertThat(registry.find("http.client.request.duration").timers()).hasSize(1);
        assertThat(registry.find("penstock.errors").counters()).isEmpty();
    }

    private Timer duration(String method, String status) {
        return registry.get("http.client.request.duration")
                .tags("upstream", "crm", "route", "GET /contacts/{id}", "method", method, "status", status)
                .timer();
    }

    private double operations(String status) {
        return registry.get("penstock.operations")
                .tags("operation", "crm GET /contacts/{id}", "status", status)
                .counter()
                .count();
    }

    private Timer operationDuration() {
        return registry.get("penstock.operation.duration")
                .tags("operation", "crm GET /contacts/{id}")
                .timer();
    }

    private double active() {
        return registry.get("http.client.active_requests")
                .tags("upstream", "crm", "route", "GET /contacts/{id}")
                .gauge()
                .value();
    }
}
