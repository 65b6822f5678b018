package io.penstock.resilience.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.RequestBody;
import io.penstock.exchange.RouteSettings;
import io.penstock.testing.FakeTicker;
import io.penstock.testing.ManualAlarm;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TotalDeadlineStageTest {

    private static final Duration TOTAL = Duration.ofSeconds(100);

    private final FakeTicker ticker = new FakeTicker();
    private final DeadlineWheel wheel = new DeadlineWheel(ticker, new ManualAlarm(ticker));
    private final List<Problem> failures = new ArrayList<>();
    private final Exchange exchange = new Exchange(
            new RouteSettings("api", "*", 0, TOTAL.toNanos(), 0, 0, 0, 0, 0),
            wheel,
            HttpMethod.PUT,
            "/",
            HttpHeaders.headers(),
            RequestBody.none());

    /** What is inside: waits until it is cancelled. */
    private void start() {
        new TotalDeadlineStage((running, outcome) -> running.onCancel(outcome::failed)).run(exchange, new Outcome() {
            @Override
            public void answered(Answer answer) {
                throw new AssertionError("nothing answers here");
            }

            @Override
            public void failed(PenstockException failure) {
                failures.add(failure.problem());
            }
        });
    }

    @Test
    void exchangeWithoutAnAnswer_isEndedWhenItsTimeIsUp_andOnce() {
        start();
        pass(TOTAL.minusMillis(20));
        assertThat(failures).isEmpty();

        pass(Duration.ofMillis(40));
        pass(TOTAL);

        assertThat(failures).containsExactly(Problem.TOTAL_TIMEOUT);
        assertThat(wheel.armed()).isZero();
    }

    @Test
    void timeBeforeTheStage_counts() {
        ticker.advance(TOTAL.minusSeconds(1));
        start();

        pass(Duration.ofMillis(1_020));

        assertThat(failures).containsExactly(Problem.TOTAL_TIMEOUT);
    }

    @Test
    void timeInWhichABodyFlows_doesNotCount() {
        start();
        exchange.upload().started();
        for (int i = 0; i < 5; i++) {
            pass(TOTAL.minusSeconds(1));
            exchange.upload().progressed();
        }
        exchange.upload().ended();
        pass(TOTAL.minusSeconds(1));
        assertThat(failures).isEmpty();

        pass(Duration.ofSeconds(2));

        assertThat(failures).containsExactly(Problem.TOTAL_TIMEOUT);
    }

    @Test
    void timeInWhichABodyStalls_counts() {
        start();
        exchange.upload().started();

        pass(TOTAL.plusMillis(20));

        assertThat(failures).containsExactly(Problem.TOTAL_TIMEOUT);
    }

    @Test
    void caller_isNotKeptWaiting_byOneWhoWaitsLongerForTheSameAnswer() {
        start();
        ticker.advance(Duration.ofSeconds(10));
        exchange.alsoFor(
                new Exchange(exchange.route(), wheel, HttpMethod.GET, "/", HttpHeaders.headers(), RequestBody.none()));
        pass(TOTAL.minusSeconds(10).plusMillis(20));

        assertThat(failures).containsExactly(Problem.TOTAL_TIMEOUT);
    }

    private void pass(Duration time) {
        ticker.advance(time);
        wheel.advance();
    }
}
