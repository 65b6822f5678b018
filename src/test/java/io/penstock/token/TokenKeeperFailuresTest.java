package io.penstock.token;

import static io.penstock.token.TokenEvent.Type.REFRESH_FAILED;
import static io.penstock.token.TokenFailure.Kind.ANSWER_LOST;
import static io.penstock.token.TokenFailure.Kind.NOT_HANDLED;
import static io.penstock.token.TokenFailure.Kind.PERMANENT;
import static io.penstock.token.TokenFailure.Kind.REFUSED_FOR_NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.error.Problem;
import io.penstock.testing.Await;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What follows where the provider issues no token, or none that can be used. */
class TokenKeeperFailuresTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final FakeProvider provider = new FakeProvider();

    @Test
    void tokenThatHadExpiredOnTheWay_isAFailure() {
        Bench bench = new Bench(Bench.NEVER_IDLE, provider);
        bench.keeper.start();

        bench.pass(Duration.ofSeconds(20));
        provider.issue(Duration.ofSeconds(5));

        assertThat(bench.inUse()).isZero();
        assertThat(bench.events.events.get(0).reason()).isEqualTo("token-expired");
    }

    @Test
    void failure_isTriedAgainWithGrowingPauses() {
        Bench bench = new Bench(Bench.NEVER_IDLE, provider);
        bench.keeper.start();

        for (int failures = 1; failures <= 10; failures++) {
            provider.fail(REFUSED_FOR_NOW, "overloaded");
            assertThat(bench.status().failures()).isEqualTo(failures);
            long bound = Math.min(60_000, 1_000L << (failures - 1));
            assertThat(bench.events.events.get(failures - 1).millis()).isBetween(0L, bound);
            bench.pass(Duration.ofMillis(bound + 10));
            assertThat(provider.busy()).isTrue();
        }
        provider.issue(HOUR);

        assertThat(bench.status().failures()).isZero();
        assertThat(bench.status().reason()).isNull();
        assertThat(bench.metrics.results)
                .hasSize(11)
                .contains("refused_for_now")
                .endsWith("success");
    }

    @Test
    void retryAfter_isWaitedFor() {
        Bench bench = new Bench(Bench.NEVER_IDLE, provider);
        bench.keeper.start();
        provider.fail(REFUSED_FOR_NOW, "overloaded", TimeUnit.SECONDS.toNanos(90));

        bench.pass(Duration.ofSeconds(89));
        assertThat(provider.busy()).isFalse();
        Bench.Call call = bench.await(TokenKeeper.NONE);
        bench.pass(Duration.ofSeconds(2));

        assertThat(call.refusal().retryAfterMillis()).isEqualTo(1_000);
        assertThat(provider.busy()).isTrue();
    }

    @Test
    void callerDuringAPause_isRefusedAtOnceWithTheReason() {
        Bench bench = new Bench(Bench.NEVER_IDLE, provider);
        bench.keeper.start();
        provider.fail(REFUSED_FOR_NOW, "overloaded", TimeUnit.SECONDS.toNanos(30));

        Bench.Call call = bench.await(TokenKeeper.NONE);

        assertThat(call.refusal().problem()).isEqualTo(Problem.CREDENTIAL_UNAVAILABLE);
        assertThat(call.refusal().retryAfterMillis()).isEqualTo(30_000);
        assertThat(call.refusal().detail()).contains("crm", "overloaded");
        assertThat(bench.status().state()).isEqualTo(CredentialState.UNAVAILABLE);
    }

    @Test
    void permanentRefusal_coolsDownWhileTheOldTokenServes() {
        Bench bench = Bench.started(Bench.NEVER_IDLE, provider, HOUR);
        bench.await(1);
        provider.fail(PERMANENT, "invalid_client");

        assertThat(bench.status().state()).isEqualTo(CredentialState.FAILED);
        assertThat(bench.status().reason()).isEqualTo("invalid_client: the provider said so");
        assertThat(bench.inUse()).isEqualTo(1);
        assertThat(bench.loop.curable(1)).isFalse();
        bench.pass(Duration.ofSeconds(59));
        assertThat(provider.requests()).isEqualTo(2);
        bench.pass(Duration.ofSeconds(1));
        assertThat(provider.requests()).isEqualTo(3);
    }

    @Test
    void requestByAPerson_endsTheCoolDown() {
        Bench bench = new Bench(Bench.NEVER_IDLE, provider);
        bench.keeper.start();
        provider.fail(PERMANENT, "invalid_client");

        Future<Void> first = bench.keeper.refresh();
        provider.fail(PERMANENT, "invalid_client");
        Future<Void> second = bench.keeper.refresh();
        provider.issue(HOUR);

        assertThat(Await.failure(first)).hasMessageContaining("invalid_client");
        Await.get(second);
        assertThat(provider.insisted).isEqualTo(2);
        assertThat(bench.status().state()).isEqualTo(CredentialState.VALID);
    }

    @Test
    void tokenThatNoFieldCanHold_isAFailureThatDoesNotTellIt() {
        Bench bench = new Bench(Bench.NEVER_IDLE, provider);
        bench.keeper.start();

        provider.issueAgain("se\ncret", HOUR);

        assertThat(bench.status().reason()).startsWith("unusable-token").doesNotContain("cret");
    }

    @Test
    void defectOfASource_isAFailureLikeOthers() {
        Bench bench = new Bench(Bench.NEVER_IDLE, provider);
        bench.keeper.start();

        provider.crash(new IllegalStateException("se-cret"));

        assertThat(bench.status().reason()).contains("IllegalStateException").doesNotContain("se-cret");
        bench.pass(Duration.ofSeconds(2));
        assertThat(provider.busy()).isTrue();
    }

    @Test
    void failures_ofEveryKindKeepAnEventWithoutSecrets() {
        Bench bench = Bench.started(Bench.NEVER_IDLE, provider, HOUR);
        for (TokenFailure.Kind kind : List.of(NOT_HANDLED, ANSWER_LOST, REFUSED_FOR_NOW)) {
            var unused = bench.keeper.refresh();
            provider.fail(kind, "unreachable");
        }

        assertThat(bench.events.count(REFRESH_FAILED)).isEqualTo(3);
        assertThat(bench.events.events.toString() + bench.keeper.snapshot() + bench.status())
                .doesNotContain("t1");
    }
}
