package io.penstock.resilience.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.UpstreamConfig;
import io.penstock.error.CancelledException;
import io.penstock.error.Category;
import io.penstock.error.ErrorClassifier;
import io.penstock.error.NetworkException;
import io.penstock.error.OverloadedException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.error.TimeoutException;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.RequestBody;
import io.penstock.testing.OneTimeBody;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent again, when, and why not. */
class RetryStageTest {

    private static final PenstockException LOST = new NetworkException(Problem.CONNECTION_LOST, "lost", false);
    private static final PenstockException UNSENT = new NetworkException(Problem.CONNECTION_LOST, "lost", true);
    private static final PenstockException REFUSED = new NetworkException(Problem.CONNECTION_REFUSED, "refused", true);
    private static final PenstockException TLS = new NetworkException(Problem.TLS_FAILURE, "tls", true);
    private static final PenstockException LATE = new TimeoutException(Problem.ATTEMPT_TIMEOUT, "late");
    private static final PenstockException CALLER_LATE = new TimeoutException(Problem.CALLER_TOO_SLOW, "late");
    private static final PenstockException FULL = new OverloadedException(Problem.POOL_QUEUE_FULL, "full", 1_000);
    private static final RequestBody NOTHING = RequestBody.none();

    private static RetryRig rig(UpstreamConfig config, RetryRig.Attempt attempt) {
        return new RetryRig(config, List.of(), attempt);
    }

    /** Attempts that are answered with these statuses in turn, the last one for ever. */
    private static RetryRig.Attempt answering(int... statuses) {
        int[] next = {0};
        return (exchange, outcome) -> {
            exchange.attemptStarted(false);
            outcome.answered(FakeAnswer.of(statuses[Math.min(next[0]++, statuses.length - 1)]));
        };
    }

    private static RetryRig.Attempt failing(boolean pooled, PenstockException failure) {
        return (exchange, outcome) -> {
            exchange.attemptStarted(pooled);
            outcome.failed(failure.at(exchange.origin()));
        };
    }

    static Stream<Arguments> freeRepetitions() {
        return Stream.of(
                Arguments.of("GET", true, LOST, 2),
                Arguments.of("PUT", true, LOST, 2),
                Arguments.of("DELETE", true, LOST, 2),
                Arguments.of("POST", true, LOST, 1),
                Arguments.of("PATCH", true, LOST, 1),
                Arguments.of("GET", false, LOST, 1),
                Arguments.of("POST", true, UNSENT, 2),
                Arguments.of("POST", false, UNSENT, 2),
                Arguments.of("GET", true, LATE, 1),
                Arguments.of("GET", true, FULL, 1));
    }

    @ParameterizedTest(name = "{0}, on a pooled connection {1}: {2}")
    @MethodSource("freeRepetitions")
    void whatWasNotHandled_isRepeatedOnceAtOnceAndForNothing(
            String method, boolean pooled, PenstockException failure, int attempts) {
        RetryRig rig = rig(RetryRig.settings("retry.enabled", "false"), failing(pooled, failure));
        Exchange exchange = rig.exchange(method, NOTHING);

        rig.run(exchange);

        assertThat(exchange.attempts()).isEqualTo(attempts);
        assertThat(rig.fresh).hasSize(attempts).first().isEqualTo(false);
        assertThat(rig.fresh.subList(1, attempts)).doesNotContain(false);
        assertThat(rig.pool.retries).isEqualTo(attempts - 1);
        assertThat(rig.failures).hasSize(1);
        assertThat(rig.budget.used(rig.ticker.nanos())).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 504})
    void status_thatMayPass_isTriedAgainAndCured(int status) {
        RetryRig rig = rig(RetryRig.settings(), answering(status, status, 200));

        rig.runToEnd(rig.exchange("GET", NOTHING));

        assertThat(rig.answers).singleElement().returns(200, answer -> answer.status());
        assertThat(rig.pauses).containsExactly(100L, 200L);
        assertThat(rig.retried).containsOnly(Integer.toString(status));
        assertThat(rig.cures).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 301, 400, 401, 404, 409, 422, 501})
    void status_thatStays_isHandedOn(int status) {
        RetryRig rig = rig(RetryRig.settings(), answering(status));

        rig.run(rig.exchange("GET", NOTHING));

        assertThat(rig.answers).singleElement().returns(status, answer -> answer.status());
        assertThat(rig.gaveUp).isEmpty();
    }

    @Test
    void upstreamThatFailsForGood_isAskedAsOftenAsThePolicySays_andItsLastAnswerPasses() {
        RetryRig rig = rig(RetryRig.settings("retry.maxAttempts", "3"), answering(503));
        Exchange exchange = rig.exchange("GET", NOTHING);

        rig.runToEnd(exchange);

        assertThat(exchange.attempts()).isEqualTo(3);
        assertThat(rig.answers).singleElement().returns(503, answer -> answer.status());
        assertThat(rig.gaveUp).containsExactly("attempts-exhausted");
        assertThat(exchange.waitedNanos())
                .isGreaterThanOrEqualTo(Duration.ofMillis(300).toNanos());
    }

    @ParameterizedTest
    @CsvSource({"GET, 4", "HEAD, 4", "PUT, 4", "DELETE, 4", "OPTIONS, 4", "POST, 1", "PATCH, 1"})
    void onlyWhatIsIdempotent_isTriedAgain(String method, int attempts) {
        RetryRig rig = rig(RetryRig.settings(), failing(false, LATE));
        Exchange exchange = rig.exchange(method, NOTHING);

        rig.runToEnd(exchange);

        assertThat(exchange.attempts()).isEqualTo(attempts);
        assertThat(rig.failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure.context())
                        .containsEntry("notRetried", attempts == 1 ? "not-idempotent" : "attempts-exhausted"));
    }

    @Test
    void post_withTheCallersKey_isTriedAgainWithIt() {
        List<String> keys = new ArrayList<>();
        RetryRig.Attempt attempt = answering(503, 503, 201);
        RetryRig rig = rig(RetryRig.settings(), (exchange, outcome) -> {
            keys.add(exchange.headers().get("idempotency-key"));
            attempt.run(exchange, outcome);
        });
        Exchange exchange = rig.exchange("POST", NOTHING);
        exchange.headers().set("Idempotency-Key", "7d1f");

        rig.runToEnd(exchange);

        assertThat(keys).containsExactly("7d1f", "7d1f", "7d1f");
    }

    @Test
    void post_whereKeysAreAdded_hasOneAndTheSameOnEveryAttempt() {
        List<String> keys = new ArrayList<>();
        UpstreamConfig config =
                RetryRig.settings("idempotencyKey.add", "true", "idempotencyKey.header", "X-Request-Key");
        RetryRig.Attempt attempt = answering(503, 201);
        RetryRig rig = rig(config, (exchange, outcome) -> {
            keys.add(exchange.headers().get("X-Request-Key"));
            attempt.run(exchange, outcome);
        });

        rig.runToEnd(rig.exchange("POST", NOTHING));
        rig.answers.clear();
        rig.runToEnd(rig.exchange("POST", NOTHING));

        assertThat(keys).hasSize(3).doesNotContainNull();
        assertThat(keys.get(0)).isEqualTo(keys.get(1)).isNotEqualTo(keys.get(2));
    }

    @Test
    void get_whereKeysAreAdded_getsNone() {
        RetryRig rig = rig(RetryRig.settings("idempotencyKey.add", "true"), answering(200));
        Exchange exchange = rig.exchange("GET", NOTHING);

        rig.run(exchange);

        assertThat(exchange.headers().contains("idempotency-key")).isFalse();
    }

    @Test
    void failureToConnect_isLeftToTheDialer() {
        RetryRig rig = rig(RetryRig.settings(), (exchange, outcome) -> outcome.failed(REFUSED));

        rig.run(rig.exchange("GET", NOTHING));

        assertThat(rig.failures).containsExactly(REFUSED);
        assertThat(rig.retried).isEmpty();
    }

    @Test
    void callerThatIsTooSlow_isNotTheUpstreamsFailure() {
        RetryRig rig = rig(RetryRig.settings(), failing(false, CALLER_LATE));

        rig.run(rig.exchange("PUT", NOTHING));

        assertThat(rig.failures).hasSize(1);
        assertThat(rig.retried).isEmpty();
    }

    @Test
    void neverList_beatsTheOthers() {
        UpstreamConfig config = RetryRig.settings("retry.never", "500,attempt-timeout");
        RetryRig statuses = rig(config, answering(500));
        RetryRig failures = rig(config, failing(false, LATE));
        RetryRig tls = rig(RetryRig.settings(), failing(false, TLS));

        statuses.run(statuses.exchange("GET", NOTHING));
        failures.run(failures.exchange("GET", NOTHING));
        tls.runToEnd(tls.exchange("GET", NOTHING));

        assertThat(statuses.answers).hasSize(1);
        assertThat(failures.failures).hasSize(1);
        assertThat(tls.retried).isEmpty();
    }

    @Test
    void bodyThatCannotBeReadAgain_isSaidInTheAnswer() {
        RetryRig rig = rig(RetryRig.settings(), answering(503));

        rig.run(rig.exchange("PUT", new OneTimeBody()));

        assertThat(rig.answers)
                .singleElement()
                .satisfies(answer -> assertThat(answer.headers().get("proxy-status"))
                        .isEqualTo("penstock; received-status=503; details=\"not-replayable\""));
    }

    @Test
    void bodyThatCannotBeReadAgain_isSaidInTheProblem() {
        RetryRig rig = rig(RetryRig.settings(), failing(true, LOST));
        Exchange exchange = rig.exchange("PUT", new OneTimeBody());

        rig.run(exchange);

        assertThat(exchange.attempts()).isEqualTo(1);
        assertThat(rig.failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure.context()).containsEntry("notRetried", "not-replayable"));
    }

    @Test
    void askedWait_isKept() {
        int[] attempts = {0};
        RetryRig rig = rig(RetryRig.settings(), (exchange, outcome) -> {
            exchange.attemptStarted(false);
            outcome.answered(attempts[0]++ == 0 ? FakeAnswer.of(429).with("retry-after", "7") : FakeAnswer.of(200));
        });

        rig.runToEnd(rig.exchange("GET", NOTHING));

        assertThat(rig.pauses).containsExactly(7_000L);
        assertThat(rig.answers).singleElement().returns(200, answer -> answer.status());
    }

    @Test
    void askedWait_beyondTheDeadline_failsAtOnceWithTheWaitInTheAnswer() {
        RetryRig rig = rig(RetryRig.settings(), (exchange, outcome) -> {
            exchange.attemptStarted(false);
            outcome.answered(FakeAnswer.of(503).with("retry-after", "61"));
        });

        rig.run(rig.exchange("GET", NOTHING));

        assertThat(rig.answers)
                .singleElement()
                .satisfies(answer ->
                        assertThat(answer.headers().get("retry-after")).isEqualTo("61"));
        assertThat(rig.gaveUp).containsExactly("wait-too-long");
    }

    @Test
    void pause_beyondWhatTheCallerWaits_isNotMade() {
        RetryRig rig = rig(RetryRig.settings(), failing(false, LATE));
        Exchange exchange = rig.exchange("GET", NOTHING);
        exchange.limitWait(Duration.ofMillis(250).toNanos());

        rig.runToEnd(exchange);

        // 100 ms fit, and 200 ms more do not.
        assertThat(exchange.attempts()).isEqualTo(2);
        assertThat(rig.gaveUp).containsExactly("wait-too-long");
    }

    @Test
    void budgetThatIsUsedUp_letsTheFailurePass() {
        RetryRig rig = rig(RetryRig.settings("retry.budgetFloor", "2", "retry.budget", "0"), failing(false, LATE));

        rig.runToEnd(rig.exchange("GET", NOTHING));

        assertThat(rig.gaveUp).containsExactly("budget-exhausted");
        assertThat(rig.failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure.attempts()).isEqualTo(3));
    }

    @Test
    void cancellation_endsThePauseAndGivesTheBudgetBack() {
        RetryRig rig = rig(RetryRig.settings(), answering(503));
        Exchange exchange = rig.exchange("GET", NOTHING);
        rig.run(exchange);
        assertThat(rig.budget.used(rig.ticker.nanos())).isEqualTo(1);

        exchange.cancel(new CancelledException(Problem.CANCELLED, "left"));
        rig.pass(RetryRig.TOTAL);

        assertThat(rig.failures).singleElement().returns(Problem.CANCELLED, PenstockException::problem);
        assertThat(rig.budget.used(rig.ticker.nanos())).isZero();
        assertThat(exchange.attempts()).isEqualTo(1);
        assertThat(rig.wheel.armed()).isZero();
    }

    @Test
    void discardedAnswer_isReadToItsEndBehindThePause() {
        List<FakeAnswer> answers = new ArrayList<>();
        RetryRig rig = rig(RetryRig.settings(), (exchange, outcome) -> {
            exchange.attemptStarted(false);
            answers.add(FakeAnswer.of(answers.isEmpty() ? 503 : 200));
            outcome.answered(answers.get(answers.size() - 1));
        });

        rig.runToEnd(rig.exchange("GET", NOTHING));

        assertThat(answers.get(0).read()).isTrue();
        assertThat(answers.get(0).cancelled).isFalse();
        assertThat(answers.get(1).read()).isFalse();
    }

    @Test
    void rule_thatLooksIntoTheBody_decidesWhatIsWorthATry() {
        List<ErrorClassifier.Rule> rules = List.of(new ErrorClassifier.Rule(400, "quota", Category.RATE_LIMITED));
        List<FakeAnswer> answers = List.of(new FakeAnswer(400, "over Quota"), new FakeAnswer(400, "no such field"));
        int[] next = {0};
        RetryRig rig = new RetryRig(RetryRig.settings(), rules, (exchange, outcome) -> {
            exchange.attemptStarted(false);
            outcome.answered(answers.get(next[0]++));
        });

        rig.runToEnd(rig.exchange("GET", NOTHING));

        assertThat(rig.retried).containsExactly("400");
        assertThat(rig.answers).singleElement().returns(400, answer -> answer.status());
    }

    @Test
    void rule_thatReadsAStatusAsFinal_keepsItFromBeingTriedAgain() {
        List<ErrorClassifier.Rule> rules = List.of(new ErrorClassifier.Rule(503, null, Category.FORBIDDEN));
        RetryRig rig = new RetryRig(RetryRig.settings(), rules, answering(503));

        rig.run(rig.exchange("GET", NOTHING));

        assertThat(rig.answers).singleElement().returns(503, answer -> answer.status());
        assertThat(rig.retried).isEmpty();
    }

    @Test
    void cancellation_whileARuleWaitsForTheBody_endsTheWait() {
        List<ErrorClassifier.Rule> rules = List.of(new ErrorClassifier.Rule(400, "quota", Category.RATE_LIMITED));
        FakeAnswer silent = new FakeAnswer(400, null);
        RetryRig rig = new RetryRig(RetryRig.settings(), rules, (exchange, outcome) -> {
            exchange.attemptStarted(false);
            outcome.answered(silent);
        });
        Exchange exchange = rig.exchange("GET", NOTHING);
        rig.run(exchange);

        exchange.cancel(new TimeoutException(Problem.TOTAL_TIMEOUT, "late"));

        assertThat(rig.failures).singleElement().returns(Problem.TOTAL_TIMEOUT, PenstockException::problem);
        assertThat(silent.cancelled).isTrue();
    }

    @Test
    void exchangeThatWasCancelled_isNotRepeated() {
        RetryRig rig = rig(RetryRig.settings(), (exchange, outcome) -> {
            exchange.attemptStarted(true);
            exchange.cancel(new CancelledException(Problem.CANCELLED, "left"));
            outcome.failed(LOST);
        });
        Exchange exchange = rig.exchange("GET", NOTHING);

        rig.run(exchange);

        assertThat(exchange.attempts()).isEqualTo(1);
        assertThat(rig.failures).containsExactly(LOST);
    }
}
