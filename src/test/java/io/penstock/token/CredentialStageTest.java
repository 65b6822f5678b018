package io.penstock.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.penstock.config.CallerAuthorization;
import io.penstock.config.CredentialRejectedConfig;
import io.penstock.error.CancelledException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.error.TimeoutException;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.RequestBody;
import io.penstock.testing.OneTimeBody;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CredentialStageTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final FakeProvider provider = new FakeProvider();
    private final Bench bench = new Bench(Bench.NEVER_IDLE, provider);
    private final FakeUpstream upstream = new FakeUpstream();

    @Test
    void warmCall_isSignedInPlaceOfWhatTheCallerSent() {
        started();
        Exchange exchange = Exchanges.get(bench.wheel);
        exchange.headers().add("authorization", "Basic caller").add("authorization", "another");

        Result result = run(exchange);

        assertThat(exchange.headers().getAll("authorization")).containsExactly("Bearer t1");
        assertThat(result.status()).isEqualTo(200);
    }

    @Test
    void credentialInAnotherField_takesTheCallersAuthorizationAway() {
        Exchange exchange = Exchanges.get(bench.wheel);
        exchange.headers().add("authorization", "Basic caller").add("X-Key", "caller");

        fixed(Signature.apiKey("X-Key", "Key ", "k1"), exchange);

        assertThat(exchange.headers().contains("authorization")).isFalse();
        assertThat(exchange.headers().getAll("x-key")).containsExactly("Key k1");
    }

    @Test
    void keyInTheQuery_replacesTheCallersHoweverItIsWritten() {
        Exchange exchange = Exchanges.get(bench.wheel, "/a?api%5Fkey=x&b=1&api_key=y&c", RequestBody.none());

        fixed(Signature.queryKey("api_key", "k 1&"), exchange);
        assertThat(exchange.target()).isEqualTo("/a?b=1&c&api_key=k%201%26");
        fixed(Signature.queryKey("api_key", "k 1&"), exchange);

        assertThat(exchange.target()).as("signed once more").isEqualTo("/a?b=1&c&api_key=k%201%26");
    }

    @Test
    void basicAndSeveralHeaders_areSet() {
        Exchange exchange = Exchanges.get(bench.wheel);

        fixed(Signature.basic("Aladdin", "open sesame"), exchange);
        assertThat(exchange.headers().get("authorization")).isEqualTo("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        fixed(Signature.headers(Map.of("X-Id", "1", "X-Secret", "2")), exchange);

        assertThat(exchange.headers().get("x-id")).isEqualTo("1");
        assertThat(exchange.headers().get("x-secret")).isEqualTo("2");
    }

    @Test
    void callersAuthorization_isRejectedOrPassedWhereSaidSo() {
        started();
        Exchange rejected = Exchanges.get(bench.wheel);
        rejected.headers().add("authorization", "Basic caller");
        Exchange passed = Exchanges.get(bench.wheel);
        passed.headers().add("authorization", "Basic caller");

        Result refusal = run(rejected, CallerAuthorization.REJECT, Refusal.UNAUTHORIZED);
        upstream.statuses.add(401);
        Result handedOn = run(passed, CallerAuthorization.PASS, Refusal.UNAUTHORIZED);

        assertThat(refusal.failure().problem()).isEqualTo(Problem.BAD_REQUEST);
        assertThat(refusal.failure().detail()).doesNotContain("Basic");
        assertThat(passed.headers().get("authorization")).isEqualTo("Basic caller");
        assertThat(handedOn.status()).as("the caller's own affair").isEqualTo(401);
        assertThat(provider.requests()).isEqualTo(1);
    }

    @Test
    void ownSignature_isNotTakenForTheCallers() {
        started();
        Exchange exchange = Exchanges.get(bench.wheel);

        run(exchange, CallerAuthorization.REJECT, Refusal.UNAUTHORIZED);
        Result again = run(exchange, CallerAuthorization.REJECT, Refusal.UNAUTHORIZED);

        assertThat(again.status()).isEqualTo(200);
    }

    @Test
    void callWithoutAToken_waitsForTheOneThatIsFetched() {
        bench.keeper.start();
        Exchange exchange = Exchanges.get(bench.wheel);
        Result result = run(exchange);
        assertThat(result.open()).isTrue();

        bench.pass(Duration.ofMillis(200));
        provider.issue(HOUR);

        assertThat(result.status()).isEqualTo(200);
        assertThat(exchange.waitedNanos()).isEqualTo(Duration.ofMillis(200).toNanos());
        assertThat(bench.metrics.waits).isEqualTo(1);
    }

    @Test
    void callThatIsCancelledWhileItWaits_leaves() {
        bench.keeper.start();
        Exchange exchange = Exchanges.get(bench.wheel);
        Result result = run(exchange);

        exchange.cancel(new CancelledException(Problem.CANCELLED, "left"));
        provider.issue(HOUR);

        assertThat(result.failure().problem()).isEqualTo(Problem.CANCELLED);
        assertThat(bench.loop.waiting()).isZero();
        assertThat(upstream.sent).isEmpty();
    }

    @Test
    void callWhileNoTokenCanBeHad_failsAtOnce() {
        bench.keeper.start();
        provider.fail(TokenFailure.Kind.PERMANENT, "invalid_client");

        Result result = run(Exchanges.get(bench.wheel));

        assertThat(result.failure().problem()).isEqualTo(Problem.CREDENTIAL_UNAVAILABLE);
        assertThat(result.failure().retryAfterMillis()).isEqualTo(60_000);
        assertThat(result.failure().detail()).contains("invalid_client");
        assertThat(result.failure().upstream()).isEqualTo("api");
    }

    @Test
    void unauthorized_isRefreshedAndReplayedOnce() {
        started();
        upstream.statuses.add(401);
        Result result = run(Exchanges.get(bench.wheel));
        assertThat(result.open()).isTrue();

        provider.issue(HOUR);

        assertThat(result.status()).isEqualTo(200);
        assertThat(upstream.sent).containsExactly("Bearer t1", "Bearer t2");
        assertThat(upstream.answers.get(0).readToItsEnd).isTrue();
        assertThat(bench.metrics.cures).isEqualTo(1);
    }

    @Test
    void unauthorizedTwice_isHandedOnAndMarksTheCredential() {
        started();
        upstream.statuses.addAll(List.of(401, 401, 401));
        Result result = run(Exchanges.get(bench.wheel));
        provider.issue(HOUR);

        assertThat(result.status()).isEqualTo(401);
        assertThat(bench.status().state()).isEqualTo(CredentialState.REJECTED);
        Result next = run(Exchanges.get(bench.wheel));
        assertThat(next.status()).isEqualTo(401);
        assertThat(provider.requests()).isEqualTo(2);
    }

    @Test
    void unauthorizedToAnOlderToken_isReplayedWithTheNewestWithoutARefresh() {
        started();
        upstream.beforeAnswer = () -> {
            upstream.beforeAnswer = () -> {};
            var unused = bench.keeper.refresh();
            provider.issue(HOUR);
        };
        upstream.statuses.add(401);

        Result result = run(Exchanges.get(bench.wheel));

        assertThat(result.status()).isEqualTo(200);
        assertThat(upstream.sent).containsExactly("Bearer t1", "Bearer t2");
        assertThat(provider.requests()).isEqualTo(2);
    }

    @Test
    void unauthorizedWithABodyThatIsGone_isHandedOnAndRefreshesForTheNext() {
        started();
        upstream.statuses.add(401);

        Result result = run(Exchanges.get(bench.wheel, "/", new OneTimeBody()));

        assertThat(result.status()).isEqualTo(401);
        assertThat(provider.busy()).isTrue();
    }

    @Test
    void unauthorizedWhereTheRefreshFails_isUnavailable() {
        started();
        upstream.statuses.add(401);
        Result result = run(Exchanges.get(bench.wheel));

        provider.fail(TokenFailure.Kind.PERMANENT, "invalid_grant");

        assertThat(result.failure().problem()).isEqualTo(Problem.CREDENTIAL_UNAVAILABLE);
        assertThat(result.failure().detail()).contains("invalid_grant");
    }

    @Test
    void unauthorizedWithALongBody_isGivenUp() {
        started();
        upstream.statuses.add(401);
        upstream.body = "x".repeat(70_000);
        Result result = run(Exchanges.get(bench.wheel));
        upstream.body = "";
        provider.issue(HOUR);

        assertThat(upstream.answers.get(0).cancelled).isTrue();
        assertThat(result.status()).isEqualTo(200);
    }

    @Test
    void tokenThatExpiresWhileTheCallWaitsForAConnection_isReplaced() {
        started();
        upstream.beforeSending = () -> {
            bench.pass(Duration.ofMinutes(50));
            provider.issue(HOUR);
        };

        Result result = run(Exchanges.get(bench.wheel));

        assertThat(result.status()).isEqualTo(200);
        assertThat(upstream.sent).containsExactly("Bearer t2");
    }

    @Test
    void tokenThatExpiresForGoodWhileTheCallWaits_isNotSent() {
        started();
        upstream.beforeSending = () -> bench.pass(HOUR.multipliedBy(2));
        Exchange exchange = Exchanges.get(bench.wheel);

        run(exchange);

        assertThat(exchange.cancelledBy())
                .extracting(PenstockException::problem)
                .isEqualTo(Problem.CREDENTIAL_UNAVAILABLE);
        assertThat(exchange.attempts()).isZero();
    }

    @Test
    void declaredRefusal_isTreatedLikeA401() {
        started();
        Refusal byChallenge = Refusal.of(List.of(new CredentialRejectedConfig(403, "Expired_Token", null, null)));
        upstream.statuses.add(403);
        upstream.challenge = "Bearer error=\"expired_token\"";
        Result cured = run(Exchanges.get(bench.wheel), CallerAuthorization.REPLACE, byChallenge);
        upstream.challenge = null;
        provider.issue(HOUR);
        upstream.statuses.add(403);
        Result handedOn = run(Exchanges.get(bench.wheel), CallerAuthorization.REPLACE, byChallenge);

        assertThat(cured.status()).isEqualTo(200);
        assertThat(handedOn.status()).isEqualTo(403);
    }

    @Test
    void declaredRefusalInTheBody_isReadAndHandedOnWholeWhereItIsNone() {
        started();
        Refusal byBody = Refusal.of(List.of(new CredentialRejectedConfig(403, null, "code", "INVALID_SESSION_ID")));
        upstream.statuses.add(403);
        upstream.body = "{\"code\":\"FORBIDDEN\"}";
        Result handedOn = run(Exchanges.get(bench.wheel), CallerAuthorization.REPLACE, byBody);
        assertThat(handedOn.status()).isEqualTo(403);
        assertThat(handedOn.body()).isEqualTo("{\"code\":\"FORBIDDEN\"}");

        upstream.statuses.add(403);
        upstream.body = "{\"code\":\"INVALID_SESSION_ID\"}";
        Result cured = run(Exchanges.get(bench.wheel), CallerAuthorization.REPLACE, byBody);
        upstream.body = "ok";
        provider.issue(HOUR);

        assertThat(cured.status()).isEqualTo(200);
        assertThat(upstream.chunks)
                .allSatisfy(chunk -> assertThat(chunk.refCnt()).isZero());
    }

    @Test
    void callThatIsCancelledWhileTheBodyIsRead_givesTheAnswerUp() {
        started();
        Refusal byBody = Refusal.of(List.of(new CredentialRejectedConfig(403, null, "code", "INVALID_SESSION_ID")));
        upstream.statuses.add(403);
        upstream.body = "{\"code\":";
        upstream.stalls = true;
        Exchange exchange = Exchanges.get(bench.wheel);
        Result result = run(exchange, CallerAuthorization.REPLACE, byBody);
        assertThat(result.open()).isTrue();

        exchange.cancel(new TimeoutException(Problem.TOTAL_TIMEOUT, "late"));

        assertThat(result.failure().problem()).isEqualTo(Problem.TOTAL_TIMEOUT);
        assertThat(upstream.answers.get(0).cancelled).isTrue();
        assertThat(upstream.chunks)
                .allSatisfy(chunk -> assertThat(chunk.refCnt()).isZero());
    }

    private void started() {
        bench.keeper.start();
        provider.issue(HOUR);
    }

    private Result run(Exchange exchange) {
        return run(exchange, CallerAuthorization.REPLACE, Refusal.UNAUTHORIZED);
    }

    private Result run(Exchange exchange, CallerAuthorization callers, Refusal refusal) {
        Result result = new Result();
        new CredentialStage(upstream::run, bench.loop, callers, refusal).run(exchange, result);
        return result;
    }

    private void fixed(Signature signature, Exchange exchange) {
        LoopCredential end = LoopCredential.fixed("key", signature, bench.wheel, bench.metrics);
        new CredentialStage(upstream::run, end, CallerAuthorization.REPLACE, Refusal.UNAUTHORIZED)
                .run(exchange, new Result());
    }

    /** What the stage delivered; reads the body of an answer to its end. */
    private static final class Result implements Outcome, Answer.Reader {

        private @Nullable Answer answer;
        private @Nullable PenstockException failure;
        private final StringBuilder body = new StringBuilder();

        boolean open() {
            return answer == null && failure == null;
        }

        int status() {
            if (answer == null) {
                throw new AssertionError("no answer, but " + failure);
            }
            return answer.status();
        }

        PenstockException failure() {
            if (failure == null) {
                throw new AssertionError("no failure, but " + answer);
            }
            return failure;
        }

        String body() {
            return body.toString();
        }

        @Override
        public void answered(Answer delivered) {
            assertThat(open()).as("one outcome").isTrue();
            answer = delivered;
            delivered.read(this);
        }

        @Override
        public void failed(PenstockException delivered) {
            assertThat(open()).as("one outcome").isTrue();
            failure = delivered;
        }

        @Override
        public void data(ByteBuf chunk) {
            body.append(chunk.toString(StandardCharsets.UTF_8));
            chunk.release();
        }

        @Override
        public void end(MultiMap trailers) {}

        @Override
        public void broken(PenstockException broken) {
            throw new AssertionError(broken);
        }
    }
}
