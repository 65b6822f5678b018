package io.penstock.resilience.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ConfigLoader;
import io.penstock.config.ConfigSources;
import io.penstock.config.Loaded;
import io.penstock.config.UpstreamConfig;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Gate;
import io.penstock.exchange.RequestBody;
import io.penstock.exchange.RouteSettings;
import io.penstock.metrics.Metrics;
import io.penstock.resilience.ScopeKey;
import io.penstock.testing.FakeTicker;
import io.penstock.testing.ManualAlarm;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A breaker for each of an upstream's callers. */
class KeyedBreakersTest {

    private final FakeTicker ticker = new FakeTicker();

    @Test
    void failuresOfOne_refuseItsOwnCallsOnly() {
        UpstreamBreaker breaker = breaker("authorization");

        answer(breaker, call("Bearer ada"), 500);

        Exchange refused = call("Bearer ada");
        assertThat(acquire(breaker, refused)).isNegative();
        assertThat(breaker.refusal(refused, 1).problem()).isEqualTo(Problem.CIRCUIT_OPEN);
        assertThat(acquire(breaker, call("Bearer bob"))).isEqualTo(Gate.GRANTED);
        assertThat(acquire(breaker, call(null))).isEqualTo(Gate.GRANTED);
    }

    @Test
    void consumers_areToldApartByTheirField() {
        UpstreamBreaker breaker = breaker("consumer", "consumerHeader", "Authorization");

        answer(breaker, call("ada"), 500);

        assertThat(acquire(breaker, call("ada"))).isNegative();
        assertThat(acquire(breaker, call("bob"))).isEqualTo(Gate.GRANTED);
    }

    @Test
    void oneThatIsOpen_isWhatIsShown() {
        UpstreamBreaker breaker = breaker("authorization");
        List<BreakerState> told = new ArrayList<>();
        breaker.onChange((from, to, cause, openNanos) -> told.add(to));
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);

        answer(breaker, call("Bearer bob"), 200);
        answer(breaker, call("Bearer ada"), 500);
        answer(breaker, call("Bearer eve"), 200);

        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
        assertThat(breaker.status().nextAttemptMillis()).isEqualTo(30_000);
        assertThat(told).containsExactly(BreakerState.OPEN);
    }

    @Test
    void oneThatIsOpen_isToldAsOneOfSoMany() {
        UpstreamBreaker breaker = breaker("authorization");
        answer(breaker, call("Bearer bob"), 200);
        answer(breaker, call("Bearer ada"), 500);

        assertThat(breaker.describe())
                .isEqualTo("the circuit breaker of crm is open for 1 of 2 keys (breaker.by: authorization)");
        breaker.forceOpen();
        assertThat(breaker.describe()).isEqualTo("the circuit breaker of crm is forced-open");
    }

    @Test
    void oneThatIsOpen_isShutForItsOwnCallsUntilATrialMayPass() {
        UpstreamBreaker breaker = breaker("authorization");
        answer(breaker, call("Bearer ada"), 500);

        assertThat(breaker.shut(call("Bearer ada")))
                .isNotNull()
                .extracting(PenstockException::problem)
                .isEqualTo(Problem.CIRCUIT_OPEN);
        assertThat(breaker.shut(call("Bearer bob"))).isNull();
        ticker.advance(Duration.ofSeconds(31));
        assertThat(breaker.shut(call("Bearer ada"))).isNull();
    }

    @Test
    void reset_letsAllBeginAnew() {
        UpstreamBreaker breaker = breaker("authorization");
        answer(breaker, call("Bearer ada"), 500);

        breaker.reset();

        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
        assertThat(acquire(breaker, call("Bearer ada"))).isEqualTo(Gate.GRANTED);
    }

    @Test
    void forceOpen_refusesEverybodyUntilItIsClosed() {
        UpstreamBreaker breaker = breaker("authorization");

        breaker.forceOpen();
        Exchange refused = call("Bearer ada");

        assertThat(breaker.state()).isEqualTo(BreakerState.FORCED_OPEN);
        assertThat(acquire(breaker, refused)).isNegative();
        assertThat(breaker.refusal(refused, 1).detail()).contains("on request");
        assertThat(acquire(breaker, call("Bearer new"))).isNegative();
        breaker.close();
        assertThat(acquire(breaker, call("Bearer new"))).isEqualTo(Gate.GRANTED);
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void permitOfASharedBreaker_goesBackThereThoughItsKeyIsToldApartByNow() {
        UpstreamBreaker breaker = breaker(
                "authorization", "breaker.maxKeys", "1", "breaker.halfOpenCalls", "1", "breaker.successThreshold", "1");
        answer(breaker, call("Bearer ada"), 500);
        answer(breaker, call("Bearer bob"), 500);
        ticker.advance(Duration.ofSeconds(31));
        answer(breaker, call("Bearer ada"), 200);
        Exchange trial = call("Bearer bob");
        long granted = ticker.nanos();
        assertThat(breaker.tryAcquire(trial, granted)).isEqualTo(Gate.GRANTED);
        ticker.advance(Duration.ofSeconds(62));
        // Ada's is forgotten by now, so that bob has one of its own, which opens.
        answer(breaker, call("Bearer bob"), 500);

        breaker.answered(trial, granted, 200, HttpHeaders.headers());

        assertThat(acquire(breaker, call("Bearer eve")))
                .as("the shared one was closed by its trial")
                .isEqualTo(Gate.GRANTED);
    }

    @Test
    void oneThatIsOpen_isNotForgotten() {
        UpstreamBreaker breaker = breaker("authorization", "breaker.maxKeys", "2");
        answer(breaker, call("Bearer ada"), 500);

        for (int i = 0; i < 20; i++) {
            ticker.advance(Duration.ofSeconds(1));
            answer(breaker, call("Bearer " + i), 200);
        }

        assertThat(acquire(breaker, call("Bearer ada"))).isNegative();
    }

    @Test
    void switchedOff_countsNobody() {
        UpstreamBreaker breaker = breaker("authorization", "breaker.enabled", "false");

        answer(breaker, call("Bearer ada"), 500);

        assertThat(acquire(breaker, call("Bearer ada"))).isEqualTo(Gate.GRANTED);
        assertThat(breaker.state()).isEqualTo(BreakerState.DISABLED);
    }

    @Test
    void byConsumer_withoutAFieldThatNamesIt_isRefused() {
        Map<String, String> options = Map.of(
                "upstreams.crm.url", "http://crm.test",
                "upstreams.crm.breaker.by", "consumer",
                "upstreams.crm.maxConcurrentEach.max", "3");

        assertThat(ConfigLoader.load(ConfigSources.none().withOptions(options)))
                .isInstanceOfSatisfying(
                        Loaded.Rejected.class,
                        rejected -> assertThat(rejected.describe())
                                .contains("breaker.by", "maxConcurrentEach.by", "consumerHeader"));
    }

    private UpstreamBreaker breaker(String by, String... settings) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("upstreams.crm.url", "http://crm.test");
        options.put("upstreams.crm.breaker.by", by);
        options.put("upstreams.crm.breaker.failureThreshold", "1");
        for (int i = 0; i < settings.length; i += 2) {
            options.put("upstreams.crm." + settings[i], settings[i + 1]);
        }
        UpstreamConfig config =
                Objects.requireNonNull(ConfigLoader.load(ConfigSources.none().withOptions(options))
                        .orThrow()
                        .upstreams()
                        .get("crm"));
        return new UpstreamBreaker(
                "crm", config.breaker(), ScopeKey.Reader.of(config), ticker, () -> 0, Metrics.none());
    }

    private long acquire(UpstreamBreaker breaker, Exchange call) {
        return breaker.tryAcquire(call, ticker.nanos());
    }

    private void answer(UpstreamBreaker breaker, Exchange call, int status) {
        long now = ticker.nanos();
        assertThat(breaker.tryAcquire(call, now)).isEqualTo(Gate.GRANTED);
        breaker.answered(call, now, status, HttpHeaders.headers());
    }

    private Exchange call(@Nullable String authorization) {
        Exchange call = new Exchange(
                new RouteSettings("crm", "*", 1, Duration.ofSeconds(10).toNanos(), 1, 1, 1, 0, 0),
                new DeadlineWheel(ticker, new ManualAlarm(ticker)),
                HttpMethod.GET,
                "/",
                HttpHeaders.headers(),
                RequestBody.none());
        if (authorization != null) {
            call.headers().add("Authorization", authorization);
        }
        return call;
    }
}
