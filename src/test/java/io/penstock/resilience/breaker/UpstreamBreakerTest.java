package io.penstock.resilience.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.config.BreakerConfig;
import io.penstock.error.CancelledException;
import io.penstock.error.NetworkException;
import io.penstock.error.OverloadedException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.error.SystemException;
import io.penstock.error.TimeoutException;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Gate;
import io.penstock.exchange.RequestBody;
import io.penstock.exchange.RouteSettings;
import io.penstock.metrics.Metrics;
import io.penstock.metrics.MicrometerMetrics;
import io.penstock.testing.FakeTicker;
import io.penstock.testing.ManualAlarm;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class UpstreamBreakerTest {

    private final FakeTicker ticker = new FakeTicker();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final UpstreamBreaker breaker = new UpstreamBreaker(
            "crm", BreakerConfig.defaults().withFailureThreshold(1), ticker, () -> 0, new MicrometerMetrics(registry));

    @ParameterizedTest
    @CsvSource({"500, OPEN", "503, OPEN", "599, OPEN", "200, CLOSED", "404, CLOSED", "429, CLOSED", "304, CLOSED"})
    void answered_isAFailureFrom500On(int status, BreakerState expected) {
        answer(exchange(HttpMethod.GET), status);

        assertThat(breaker.state()).isEqualTo(expected);
        assertThat(breaker.status().windowCalls()).isEqualTo(expected == BreakerState.OPEN || status == 429 ? 0 : 1);
    }

    static Stream<PenstockException> failuresThatCount() {
        return Stream.of(
                new NetworkException(Problem.CONNECTION_LOST, "gone", false),
                new NetworkException(Problem.BAD_UPSTREAM_ANSWER, "malformed", false),
                new TimeoutException(Problem.ATTEMPT_TIMEOUT, "too late"));
    }

    @ParameterizedTest
    @MethodSource("failuresThatCount")
    void failed_byTheUpstream_counts(PenstockException failure) {
        fail(exchange(HttpMethod.GET), failure);

        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }

    static Stream<PenstockException> failuresOfOthers() {
        return Stream.of(
                new CancelledException(Problem.CANCELLED, "the caller left"),
                new TimeoutException(Problem.CALLER_TOO_SLOW, "the caller sends nothing"),
                new TimeoutException(Problem.TOTAL_TIMEOUT, "hardly begun"),
                new OverloadedException(Problem.STREAMS_EXHAUSTED, "too many", -1),
                new SystemException(Problem.SHUTTING_DOWN, "closing"));
    }

    @ParameterizedTest
    @MethodSource("failuresOfOthers")
    void failed_byOthers_doesNotCount(PenstockException failure) {
        fail(exchange(HttpMethod.GET), failure);

        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
        assertThat(breaker.status().windowCalls()).isZero();
    }

    @Test
    void failed_byTheTotalDeadlineAfterMostOfIt_counts() {
        Exchange exchange = exchange(HttpMethod.GET);
        long granted = ticker.nanos();
        breaker.tryAcquire(exchange, granted);
        ticker.advance(Duration.ofSeconds(6));

        breaker.failed(exchange, granted, new TimeoutException(Problem.TOTAL_TIMEOUT, "too late"));

        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }

    @ParameterizedTest
    @CsvSource({"GET, CLOSED", "POST, OPEN"})
    void failed_onAConnectionThatDiedInThePool_countsWhereItIsNotRepeated(String method, BreakerState expected) {
        Exchange exchange = exchange(HttpMethod.valueOf(method));
        exchange.attemptStarted(true);

        fail(exchange, new NetworkException(Problem.CONNECTION_LOST, "gone", false));

        assertThat(breaker.state()).isEqualTo(expected);
    }

    @Test
    void failed_onTheFreshConnectionOfARepetition_counts() {
        Exchange exchange = exchange(HttpMethod.GET);
        exchange.wantFreshConnection();
        exchange.attemptStarted(true);

        fail(exchange, new NetworkException(Problem.CONNECTION_LOST, "gone", false));

        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void unreachable_countsOnlyFailuresOfTheNetwork() {
        Exchange exchange = exchange(HttpMethod.GET);

        breaker.unreachable(exchange, new OverloadedException(Problem.POOL_TIMEOUT, "no connection", 1));
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
        breaker.unreachable(exchange, new NetworkException(Problem.CONNECTION_REFUSED, "refused", true));

        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void broken_byTheUpstream_counts() {
        Exchange exchange = exchange(HttpMethod.GET);
        long granted = ticker.nanos();
        answer(exchange, 200);

        breaker.broken(exchange, granted, 200, new TimeoutException(Problem.STREAM_TOO_LONG, "our own limit"));
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
        breaker.broken(exchange, granted, 200, new TimeoutException(Problem.STREAM_IDLE, "no byte"));

        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void broken_afterAHeadThatWasAFailure_isNoOther() {
        UpstreamBreaker patient = new UpstreamBreaker(
                "crm", BreakerConfig.defaults().withFailureThreshold(2), ticker, () -> 0, Metrics.none());
        Exchange exchange = exchange(HttpMethod.GET);
        long granted = ticker.nanos();
        patient.tryAcquire(exchange, granted);
        patient.answered(exchange, granted, 503, HttpHeaders.headers());

        patient.broken(exchange, granted, 503, new NetworkException(Problem.CONNECTION_LOST, "gone", false));

        assertThat(patient.status().failures()).isOne();
        assertThat(patient.status().windowFailures()).isOne();
    }

    @Test
    void tryAcquire_whileOpen_saysNotToWaitAndHowLongItTakes() {
        Exchange exchange = exchange(HttpMethod.GET);
        answer(exchange, 500);
        ticker.advance(Duration.ofMillis(10));

        long verdict = breaker.tryAcquire(exchange, ticker.nanos());
        PenstockException refusal = breaker.refusal(exchange, -verdict);

        assertThat(verdict).isEqualTo(-Duration.ofMillis(29_990).toNanos());
        assertThat(refusal.problem()).isEqualTo(Problem.CIRCUIT_OPEN);
        assertThat(refusal.retryAfterMillis()).isEqualTo(29_990);
        assertThat(refusal.upstream()).isEqualTo("crm");
        assertThat(registry.get("penstock.breaker.refused").counter().count()).isOne();
    }

    @Test
    void refusal_whileForcedOpen_knowsNoWait() {
        breaker.forceOpen();
        Exchange exchange = exchange(HttpMethod.GET);

        PenstockException refusal = breaker.refusal(exchange, -breaker.tryAcquire(exchange, ticker.nanos()));

        assertThat(refusal.retryAfterMillis()).isEqualTo(-1);
        assertThat(refusal.detail()).contains("on request");
    }

    @Test
    void change_isToldAndShown() {
        List<BreakerState> told = new ArrayList<>();
        breaker.onChange((from, to, cause, openNanos) -> told.add(to));

        answer(exchange(HttpMethod.GET), 500);
        breaker.reset();

        assertThat(told).containsExactly(BreakerState.OPEN, BreakerState.CLOSED);
        assertThat(gauge("open")).isZero();
        assertThat(gauge("closed")).isOne();
        assertThat(registry.get("penstock.breaker.transitions")
                        .tag("state", "open")
                        .counter()
                        .count())
                .isOne();
    }

    private double gauge(String state) {
        return registry.get("penstock.breaker.state")
                .tags("upstream", "crm", "state", state)
                .gauge()
                .value();
    }

    private void answer(Exchange exchange, int status) {
        long now = ticker.nanos();
        assertThat(breaker.tryAcquire(exchange, now)).isEqualTo(Gate.GRANTED);
        breaker.answered(exchange, now, status, HttpHeaders.headers());
    }

    private void fail(Exchange exchange, PenstockException failure) {
        long now = ticker.nanos();
        assertThat(breaker.tryAcquire(exchange, now)).isEqualTo(Gate.GRANTED);
        breaker.failed(exchange, now, failure);
    }

    private Exchange exchange(HttpMethod method) {
        return new Exchange(
                new RouteSettings("crm", "*", 1, Duration.ofSeconds(10).toNanos(), 1, 1, 1, 0, 0),
                new DeadlineWheel(ticker, new ManualAlarm(ticker)),
                method,
                "/",
                HttpHeaders.headers(),
                RequestBody.none());
    }
}
