package io.penstock.resilience.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.error.CancelledException;
import io.penstock.error.NetworkException;
import io.penstock.error.OverloadedException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.error.TimeoutException;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.RequestBody;
import io.penstock.exchange.RouteSettings;
import io.penstock.testing.FakeTicker;
import io.penstock.testing.ManualAlarm;
import io.penstock.testing.RecordedPool;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which failures are worth another connection, and that there is one at most. */
class FreshConnectionStageTest {

    private static final PenstockException LOST = new NetworkException(Problem.CONNECTION_LOST, "lost", false);
    private static final PenstockException UNSENT = new NetworkException(Problem.CONNECTION_LOST, "lost", true);
    private static final PenstockException REFUSED = new NetworkException(Problem.CONNECTION_REFUSED, "refused", true);
    private static final PenstockException GARBAGE = new NetworkException(Problem.BAD_UPSTREAM_ANSWER, "what", false);
    private static final PenstockException LATE = new TimeoutException(Problem.ATTEMPT_TIMEOUT, "late");
    private static final PenstockException FULL = new OverloadedException(Problem.POOL_QUEUE_FULL, "full", 1_000);

    private final RecordedPool recorded = new RecordedPool();

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of("GET", true, LOST, 2),
                Arguments.of("PUT", true, LOST, 2),
                Arguments.of("DELETE", true, LOST, 2),
                Arguments.of("POST", true, LOST, 1),
                Arguments.of("PATCH", true, LOST, 1),
                Arguments.of("GET", false, LOST, 1),
                Arguments.of("POST", true, UNSENT, 2),
                Arguments.of("POST", false, UNSENT, 2),
                Arguments.of("GET", true, GARBAGE, 1),
                Arguments.of("GET", true, LATE, 1),
                Arguments.of("GET", true, FULL, 1));
    }

    @ParameterizedTest(name = "{0}, on a pooled connection {1}: {2}")
    @MethodSource("failures")
    void failure_isFollowedByAsManyAttempts(String method, boolean pooled, PenstockException failure, int attempts) {
        Exchange exchange = exchange(method, RequestBody.none());
        List<Boolean> fresh = new ArrayList<>();
        List<PenstockException> failures = new ArrayList<>();

        run(exchange, failures, outcome -> {
            fresh.add(exchange.freshConnectionWanted());
            exchange.attemptStarted(pooled);
            outcome.failed(failure);
        });

        assertThat(fresh).hasSize(attempts).first().isEqualTo(false);
        assertThat(fresh.subList(1, attempts)).doesNotContain(false);
        assertThat(failures).containsExactly(failure);
        assertThat(recorded.retries).isEqualTo(attempts - 1);
    }

    @Test
    void failureToConnect_isLeftToTheDialer() {
        Exchange exchange = exchange("GET", RequestBody.none());
        List<PenstockException> failures = new ArrayList<>();

        run(exchange, failures, outcome -> outcome.failed(REFUSED));

        assertThat(failures).containsExactly(REFUSED);
        assertThat(exchange.freshConnectionWanted()).isFalse();
    }

    @Test
    void exchangeThatWasCancelled_isNotRepeated() {
        Exchange exchange = exchange("GET", RequestBody.none());
        List<PenstockException> failures = new ArrayList<>();

        run(exchange, failures, outcome -> {
            exchange.attemptStarted(true);
            exchange.cancel(new CancelledException(Problem.CANCELLED, "left"));
            outcome.failed(LOST);
        });

        assertThat(exchange.attempts()).isEqualTo(1);
    }

    @Test
    void bodyThatCannotBeReadAgain_isNotRepeated() {
        Exchange exchange = exchange("PUT", new OneTimeBody());
        List<PenstockException> failures = new ArrayList<>();

        run(exchange, failures, outcome -> {
            exchange.attemptStarted(true);
            outcome.failed(LOST);
        });

        assertThat(exchange.attempts()).isEqualTo(1);
        assertThat(failures).containsExactly(LOST);
    }

    private void run(Exchange exchange, List<PenstockException> failures, Next next) {
        new FreshConnectionStage((running, outcome) -> next.run(outcome), recorded).run(exchange, new Outcome() {
            @Override
            public void answered(Answer answer) {
                throw new AssertionError("nothing answers here");
            }

            @Override
            public void failed(PenstockException failure) {
                failures.add(failure);
            }
        });
    }

    private static Exchange exchange(String method, RequestBody body) {
        FakeTicker ticker = new FakeTicker();
        return new Exchange(
                new RouteSettings("api", "*", 0, 0, 0, 0, 0, 0, 0),
                new DeadlineWheel(ticker, new ManualAlarm(ticker)),
                HttpMethod.valueOf(method),
                "/",
                HttpHeaders.headers(),
                body);
    }

    /** What is inside the stage. */
    @FunctionalInterface
    private interface Next {
        void run(Outcome outcome);
    }

    /** A body of which some was too long to keep. */
    private static final class OneTimeBody implements RequestBody {

        @Override
        public long length() {
            return 1;
        }

        @Override
        public boolean readable() {
            return false;
        }

        @Override
        public void read(Reader reader) {
            throw new AssertionError("it cannot be read");
        }

        @Override
        public void pause() {}

        @Override
        public void resume() {}

        @Override
        public void detach() {}
    }
}
