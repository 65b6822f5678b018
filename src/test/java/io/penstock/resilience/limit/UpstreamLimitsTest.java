package io.penstock.resilience.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ConfigLoader;
import io.penstock.config.ConfigSources;
import io.penstock.config.UpstreamConfig;
import io.penstock.error.CancelledException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Gate;
import io.penstock.exchange.RequestBody;
import io.penstock.exchange.RouteSettings;
import io.penstock.metrics.Metrics;
import io.penstock.testing.FakeTicker;
import io.penstock.testing.ManualAlarm;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpstreamLimitsTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final MultiMap NONE = HttpHeaders.headers();

    private UpstreamConfig config = UpstreamConfig.to("http://api.test");
    private final FakeTicker ticker = new FakeTicker();
    private final DeadlineWheel wheel = new DeadlineWheel(ticker, new ManualAlarm(ticker));

    @Test
    void tryAcquire_aboveTheRate_saysHowLongToWait() {
        Gate gate = limits("rateLimit.perSecond", "10", "rateLimit.burst", "2").gate(null);

        assertThat(acquire(gate, call())).isZero();
        assertThat(acquire(gate, call())).isZero();
        assertThat(acquire(gate, call())).isEqualTo(SECOND / 10);
    }

    @Test
    void tryAcquire_withHeadroom_staysBelowWhatTheUpstreamCounts() {
        Gate gate = limits("rateLimit.limit", "100", "rateLimit.interval", "10s", "rateLimit.headroom", "0.1")
                .gate(null);

        int granted = 0;
        while (acquire(gate, call()) == Gate.GRANTED) {
            granted++;
        }

        assertThat(granted).isEqualTo(90);
    }

    @Test
    void giveBack_restoresWhatWasTaken() {
        Gate gate = limits("rateLimit.perSecond", "1", "rateLimit.burst", "1", "rateLimit.perDay", "10")
                .gate(null);
        Exchange call = call();
        acquire(gate, call);

        gate.giveBack(call, ticker.nanos());

        assertThat(acquire(gate, call)).isZero();
    }

    @Test
    void tryAcquire_onARouteWithALimit_takesBothOrNone(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("penstock.yaml"), """
                upstreams:
                  api:
                    url: http://api.test
                    rateLimit: { perSecond: 10, headroom: 0 }
                    routes:
                      - { match: "GET /exports", cost: 5, rateLimit: { perSecond: 5, headroom: 0 } }
                """);
        UpstreamLimits limits = limits(ConfigSources.none().withFile(file));
        Gate route = limits.gate(config.routes().get(0));

        assertThat(acquire(route, call())).isZero();
        assertThat(limits.status().tokens()).isEqualTo(5);
        assertThat(acquire(route, call())).isPositive();
        assertThat(limits.status().tokens()).as("given back").isEqualTo(5);
    }

    @Test
    void tryAcquire_forEachConsumer_limitsOneAndNotTheOther() {
        Gate gate = limits(
                        "consumerHeader",
                        "X-Consumer",
                        "rateLimit.perSecond",
                        "100",
                        "rateLimit.each.perSecond",
                        "1",
                        "rateLimit.each.by",
                        "consumer")
                .gate(null);

        assertThat(acquire(gate, call("X-Consumer", "a"))).isZero();
        assertThat(acquire(gate, call("X-Consumer", "a"))).isPositive();
        assertThat(acquire(gate, call("X-Consumer", "b"))).isZero();
        assertThat(gate.scope(call("X-Consumer", "a")))
                .isSameAs(gate.scope(call("X-Consumer", "a")))
                .isNotSameAs(gate.scope(call("X-Consumer", "b")));
    }

    @Test
    void answered_429_coolsTheCredentialAndNobodyElse() {
        Gate gate = limits().gate(null);
        Exchange refused = call("authorization", "Bearer one");
        acquire(gate, refused);

        gate.answered(refused, ticker.nanos(), 429, HttpHeaders.headers().add("retry-after", "7"));

        assertThat(acquire(gate, call("authorization", "Bearer one"))).isEqualTo(7 * SECOND);
        assertThat(acquire(gate, call("authorization", "Bearer two"))).isZero();
        assertThat(acquire(gate, call())).isZero();
    }

    @Test
    void answered_withAQuota_spreadsIt() {
        UpstreamLimits limits = limits();
        Gate gate = limits.gate(null);
        acquire(gate, call());

        gate.answered(call(), ticker.nanos(), 200, HttpHeaders.headers().add("ratelimit", "\"default\";r=10;t=10"));

        assertThat(limits.status().quotaLeft()).isEqualTo(10);
        assertThat(acquire(gate, call())).isZero();
        assertThat(acquire(gate, call())).isEqualTo(SECOND);
    }

    @Test
    void answered_whenTheServerIsNotRespected_teachesNothing() {
        Gate gate = limits("rateLimit.respectServer", "false").gate(null);

        gate.answered(call(), ticker.nanos(), 429, HttpHeaders.headers().add("retry-after", "7"));

        assertThat(acquire(gate, call())).isZero();
    }

    @Test
    void gate_switchedOff_isOpen() {
        assertThat(limits("rateLimit.enabled", "false", "rateLimit.perSecond", "1")
                        .gate(null))
                .isSameAs(Gate.open());
    }

    @Test
    void override_holdsForAWhileAndRevertsByItself() {
        UpstreamLimits limits = limits("rateLimit.perSecond", "1");
        Gate gate = limits.gate(null);
        acquire(gate, call());
        assertThat(acquire(gate, call())).isPositive();

        limits.override(100, 5, Duration.ofMinutes(15));

        assertThat(acquire(gate, call())).isZero();
        assertThat(limits.status().perSecond()).isEqualTo(100);
        assertThat(limits.status().overrideMillis())
                .isEqualTo(Duration.ofMinutes(15).toMillis());

        ticker.advance(Duration.ofMinutes(15));
        assertThat(acquire(gate, call())).isZero();
        assertThat(acquire(gate, call())).isPositive();
        assertThat(limits.status().overrideMillis()).isEqualTo(-1);
    }

    @Test
    void reset_forgetsWhatWasLearnedAndFillsTheBuckets() {
        UpstreamLimits limits = limits("rateLimit.perSecond", "1");
        Gate gate = limits.gate(null);
        acquire(gate, call());
        gate.answered(call(), ticker.nanos(), 429, HttpHeaders.headers().add("retry-after", "7"));
        assertThat(limits.status().coolingMillis()).isEqualTo(7_000);

        limits.reset();

        assertThat(limits.status().coolingMillis()).isEqualTo(-1);
        assertThat(acquire(gate, call())).isZero();
    }

    @Test
    void forecastNanos_behindOthers_isTheirWaitAndItsOwn() {
        Gate gate = limits("rateLimit.perSecond", "10", "rateLimit.burst", "1").gate(null);
        acquire(gate, call());

        assertThat(gate.forecastNanos(call(), 4, ticker.nanos())).isEqualTo(SECOND / 2);
    }

    @Test
    void refusal_tellsTheWaitAndTheLimit() {
        Gate gate = limits("rateLimit.perSecond", "10", "rateLimit.burst", "4").gate(null);
        Exchange call = call();

        PenstockException refusal = gate.refusal(call, SECOND + 1);

        assertThat(refusal.problem()).isEqualTo(Problem.RATE_LIMITED);
        assertThat(refusal.retryAfterMillis()).isEqualTo(1_001);
        assertThat(Objects.requireNonNull(call.limitedBy()).limit()).isEqualTo(4);
    }

    @Test
    void permits_whateverBecomesOfThem_areConserved() {
        UpstreamLimits limits = limits("adaptiveConcurrency.enabled", "true", "rateLimit.perSecond", "1000");
        Gate gate = limits.gate(null);
        for (int i = 0; i < 300; i++) {
            Exchange call = call();
            long now = ticker.nanos();
            assertThat(acquire(gate, call)).isZero();
            switch (i % 3) {
                case 0 -> gate.giveBack(call, now);
                case 1 -> gate.answered(call, now, 200, NONE);
                default -> gate.failed(call, now, new CancelledException(Problem.CANCELLED, "left"));
            }
        }

        assertThat(limits.status().tokens()).as("two thirds were used").isEqualTo(800);
    }

    private UpstreamLimits limits(String... settings) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("upstreams.api.url", "http://api.test");
        options.put("upstreams.api.rateLimit.headroom", "0");
        for (int i = 0; i < settings.length; i += 2) {
            options.put("upstreams.api." + settings[i], settings[i + 1]);
        }
        return limits(ConfigSources.none().withOptions(options));
    }

    private UpstreamLimits limits(ConfigSources sources) {
        config = Objects.requireNonNull(
                ConfigLoader.load(sources).orThrow().upstreams().get("api"));
        InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-22T08:00:00Z"));
        return new UpstreamLimits("api", config, true, Metrics.none(), ticker, clock);
    }

    private long acquire(Gate gate, Exchange call) {
        return gate.tryAcquire(call, ticker.nanos());
    }

    private Exchange call(String... fields) {
        MultiMap headers = HttpHeaders.headers();
        for (int i = 0; i < fields.length; i += 2) {
            headers.add(fields[i], fields[i + 1]);
        }
        RouteSettings route = new RouteSettings("api", "*", SECOND, SECOND, SECOND, SECOND, SECOND, 0, 0);
        return new Exchange(route, wheel, HttpMethod.GET, "/", headers, RequestBody.none());
    }
}
