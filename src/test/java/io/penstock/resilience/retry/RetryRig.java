package io.penstock.resilience.retry;

import io.penstock.config.ConfigLoader;
import io.penstock.config.ConfigSources;
import io.penstock.config.UpstreamConfig;
import io.penstock.error.ErrorClassifier;
import io.penstock.error.PenstockException;
import io.penstock.exchange.Answer;
import io.penstock.exchange.AskedWait;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.RequestBody;
import io.penstock.exchange.RouteSettings;
import io.penstock.metrics.RetryRecorder;
import io.penstock.resilience.ResilienceEvents;
import io.penstock.testing.FakeTicker;
import io.penstock.testing.ManualAlarm;
import io.penstock.testing.RecordedPool;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A retry stage around attempts that do as the test says, with a clock that the test moves. Confined to its thread. */
final class RetryRig implements Outcome, RetryRecorder {

    static final Duration TOTAL = Duration.ofSeconds(60);

    /** What an attempt does. */
    @FunctionalInterface
    interface Attempt {
        void run(Exchange exchange, Outcome outcome);
    }

    private static final EventBus SILENT = (EventBus) Proxy.newProxyInstance(
            EventBus.class.getClassLoader(), new Class<?>[] {EventBus.class}, (bus, method, arguments) -> bus);

    final FakeTicker ticker = new FakeTicker();
    final DeadlineWheel wheel = new DeadlineWheel(ticker, new ManualAlarm(ticker));
    final RecordedPool pool = new RecordedPool();
    final RetryBudget budget;
    final List<Boolean> fresh = new ArrayList<>();
    final List<PenstockException> failures = new ArrayList<>();
    final List<Answer> answers = new ArrayList<>();
    final List<String> retried = new ArrayList<>();
    final List<Long> pauses = new ArrayList<>();
    final List<String> gaveUp = new ArrayList<>();
    int cures;
    private final RetryStage stage;

    RetryRig(UpstreamConfig config, List<ErrorClassifier.Rule> rules, Attempt attempt) {
        budget = new RetryBudget(config.retry().budget(), config.retry().budgetFloor(), ticker);
        RetryRules all = RetryRules.of(
                config.retry(),
                config.idempotencyKey(),
                new ErrorClassifier(rules),
                (status, fields) -> fields.contains("retry-after")
                        ? TimeUnit.SECONDS.toNanos(Long.parseLong(fields.get("retry-after")))
                        : AskedWait.NONE,
                new Random(7),
                this,
                pool,
                new ResilienceEvents(SILENT, "api", () -> null, () -> 0));
        stage = new RetryStage(
                (exchange, outcome) -> {
                    fresh.add(exchange.freshConnectionWanted());
                    attempt.run(exchange, outcome);
                },
                all,
                budget.share());
    }

    /** An upstream's settings, by names below the upstream and values in turn; without jitter. */
    static UpstreamConfig settings(String... settings) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("upstreams.api.url", "http://127.0.0.1:1");
        options.put("upstreams.api.retry.jitter", "0");
        for (int i = 0; i < settings.length; i += 2) {
            options.put("upstreams.api." + settings[i], settings[i + 1]);
        }
        return Objects.requireNonNull(ConfigLoader.load(ConfigSources.none().withOptions(options))
                .orThrow()
                .upstreams()
                .get("api"));
    }

    Exchange exchange(String method, RequestBody body) {
        return new Exchange(
                new RouteSettings(
                        "api",
                        "GET /things",
                        0,
                        TOTAL.toNanos(),
                        0,
                        0,
                        Duration.ofSeconds(10).toNanos(),
                        0,
                        0),
                wheel,
                HttpMethod.valueOf(method),
                "/things",
                HttpHeaders.headers(),
                body);
    }

    /** Runs an exchange until it waits, or ends. */
    void run(Exchange exchange) {
        stage.run(exchange, this);
    }

    /** Runs an exchange and lets time pass until it ends. */
    void runToEnd(Exchange exchange) {
        run(exchange);
        for (int i = 0; i < 10_000 && failures.isEmpty() && answers.isEmpty(); i++) {
            pass(Duration.ofMillis(10));
        }
    }

    /** Lets time pass. */
    void pass(Duration time) {
        ticker.advance(time);
        wheel.advance();
    }

    @Override
    public void answered(Answer answer) {
        answers.add(answer);
    }

    @Override
    public void failed(PenstockException failure) {
        failures.add(failure);
    }

    @Override
    public void retried(String reason, long pauseNanos) {
        retried.add(reason);
        pauses.add(Duration.ofNanos(pauseNanos).toMillis());
    }

    @Override
    public void gaveUp(String reason) {
        gaveUp.add(reason);
    }

    @Override
    public void cured() {
        cures++;
    }

    @Override
    public void hedged(boolean won) {
        throw new AssertionError("nothing is hedged here");
    }
}
