package io.penstock.resilience.hedge;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.HedgeConfig;
import io.penstock.error.CancelledException;
import io.penstock.error.NetworkException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.RequestBody;
import io.penstock.exchange.RouteSettings;
import io.penstock.metrics.RetryRecorder;
import io.penstock.resilience.retry.RetryBudget;
import io.penstock.testing.FakeTicker;
import io.penstock.testing.ManualAlarm;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A slow read is sent once more; the first good answer counts, and nothing else goes on. */
class HedgeStageTest implements Outcome, RetryRecorder {

    private final FakeTicker ticker = new FakeTicker();
    private final DeadlineWheel wheel = new DeadlineWheel(ticker, new ManualAlarm(ticker));
    private final RetryBudget budget = new RetryBudget(0, 2, ticker);
    private final RetryBudget.Share share = budget.share();
    private final List<Exchange> legs = new ArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<Exchange> cancelled = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();
    private final List<PenstockException> failures = new ArrayList<>();
    private final List<Boolean> races = new ArrayList<>();
    private boolean connected = true;
    private final HedgeStage stage = stage(new HedgeConfig("100ms", 1));

    private HedgeStage stage(HedgeConfig config) {
        return new HedgeStage(
                (leg, outcome) -> {
                    legs.add(leg);
                    outcomes.add(outcome);
                    leg.onCancel(cause -> {
                        cancelled.add(leg);
                        outcome.failed(cause);
                    });
                    if (connected) {
                        leg.attemptStarted(true);
                    }
                },
                config,
                share,
                this);
    }

    private Exchange run(String method) {
        Exchange exchange = new Exchange(
                new RouteSettings("api", "*", 0, 0, 0, 0, TimeUnit.SECONDS.toNanos(1), 0, 0),
                wheel,
                HttpMethod.valueOf(method),
                "/",
                HttpHeaders.headers(),
                RequestBody.none());
        stage.run(exchange, this);
        return exchange;
    }

    private void pass(long millis) {
        ticker.advanceMillis(millis);
        wheel.advance();
    }

    @Test
    void fastAnswer_endsTheRaceBeforeItBegins() {
        Exchange exchange = run("GET");
        outcomes.get(0).answered(new Head(200));
        pass(1_000);

        assertThat(answers).hasSize(1);
        assertThat(legs).hasSize(1);
        assertThat(exchange.attempts()).isEqualTo(1);
        assertThat(races).isEmpty();
    }

    @Test
    void slowAnswer_isOvertakenByTheSecondRequest_andTheFirstIsReset() {
        Exchange exchange = run("GET");
        pass(120);
        assertThat(legs).hasSize(2);

        outcomes.get(1).answered(new Head(200));

        assertThat(answers).hasSize(1);
        assertThat(cancelled).containsExactly(legs.get(0));
        assertThat(exchange.attempts()).isEqualTo(2);
        assertThat(races).containsExactly(true);
        assertThat(failures).isEmpty();
    }

    @Test
    void firstRequest_mayStillWin() {
        run("GET");
        pass(120);

        outcomes.get(0).answered(new Head(200));

        assertThat(cancelled).containsExactly(legs.get(1));
        assertThat(races).containsExactly(false);
    }

    @Test
    void failureOfOne_waitsForTheOther() {
        run("GET");
        pass(120);

        outcomes.get(0).failed(new NetworkException(Problem.CONNECTION_LOST, "lost", false));
        assertThat(failures).isEmpty();
        outcomes.get(1).answered(new Head(200));

        assertThat(answers).hasSize(1);
        assertThat(failures).isEmpty();
    }

    @Test
    void errorOfOne_waitsForTheOther_andIsHandedOnWhereThatFailsToo() {
        run("GET");
        pass(120);

        outcomes.get(0).answered(new Head(503));
        assertThat(answers).isEmpty();
        outcomes.get(1).answered(new Head(502));

        assertThat(answers).singleElement().returns(502, Answer::status);
    }

    @Test
    void budgetThatIsUsedUp_letsTheFirstRequestRunAlone() {
        for (int i = 0; i < 3; i++) {
            run("GET");
            pass(120);
        }

        assertThat(legs).hasSize(5);
        assertThat(budget.used(ticker.nanos())).isEqualTo(2);
    }

    @Test
    void requestThatWaitsForAConnection_isNotSentTwice() {
        connected = false;
        run("GET");
        pass(120);
        assertThat(legs).hasSize(1);

        legs.get(0).attemptStarted(false);
        pass(120);

        assertThat(legs).hasSize(2);
    }

    @Test
    void otherMethods_areNotSentTwice() {
        for (String method : List.of("POST", "PUT", "DELETE")) {
            run(method);
        }
        pass(1_000);

        assertThat(legs).hasSize(3);
    }

    @Test
    void cancellation_endsBothAndIsToldOnce() {
        Exchange exchange = run("GET");
        pass(120);

        exchange.cancel(new CancelledException(Problem.CANCELLED, "left"));

        assertThat(cancelled).containsExactlyElementsOf(legs);
        assertThat(failures).singleElement().returns(Problem.CANCELLED, PenstockException::problem);
        assertThat(wheel.armed()).isZero();
    }

    @Test
    void percentile_isWaitedForOnceThereAreTimesToGoBy() {
        HedgeStage usual = stage(new HedgeConfig("p95", 1));
        for (int i = 0; i < UsualTime.FEWEST; i++) {
            Exchange exchange = exchange();
            usual.run(exchange, this);
            pass(50);
            outcomes.get(i).answered(new Head(200));
        }
        assertThat(legs).hasSize(UsualTime.FEWEST);

        usual.run(exchange(), this);
        pass(80);

        assertThat(legs).hasSize(UsualTime.FEWEST + 2);
    }

    private Exchange exchange() {
        return new Exchange(
                new RouteSettings("api", "*", 0, 0, 0, 0, TimeUnit.SECONDS.toNanos(1), 0, 0),
                wheel,
                HttpMethod.GET,
                "/",
                HttpHeaders.headers(),
                RequestBody.none());
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
    public void retried(String reason, long pauseNanos) {}

    @Override
    public void gaveUp(String reason) {}

    @Override
    public void cured() {}

    @Override
    public void hedged(boolean won) {
        races.add(won);
    }

    /** An answer without a body. */
    private record Head(int status) implements Answer {

        @Override
        public HttpVersion version() {
            return HttpVersion.HTTP_1_1;
        }

        @Override
        public MultiMap headers() {
            return HttpHeaders.headers();
        }

        @Override
        public void read(Reader reader) {
            reader.end(HttpHeaders.headers());
        }

        @Override
        public void pause() {}

        @Override
        public void resume() {}

        @Override
        public void cancel() {}
    }
}
