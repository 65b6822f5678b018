package io.penstock.token;

import static io.penstock.token.TokenEvent.Type.EXPIRED;
import static io.penstock.token.TokenEvent.Type.EXPIRING;
import static io.penstock.token.TokenEvent.Type.GENERATED;
import static io.penstock.token.TokenEvent.Type.REFRESHED;
import static io.penstock.token.TokenEvent.Type.REFRESHING;
import static io.penstock.token.TokenEvent.Type.REFRESH_FAILED;
import static io.penstock.token.TokenEvent.Type.REVOKED;
import static io.penstock.token.TokenFailure.Kind.ANSWER_LOST;
import static io.penstock.token.TokenFailure.Kind.NOT_HANDLED;
import static io.penstock.token.TokenFailure.Kind.PERMANENT;
import static io.penstock.token.TokenFailure.Kind.REFUSED_FOR_NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.error.Problem;
import io.penstock.testing.Await;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TokenKeeperTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final RefreshPolicy EAGER = Bench.policy(Duration.ofMinutes(30), true);
    private static final RefreshPolicy LAZY = Bench.policy(Duration.ofMinutes(30), false);
    private static final RefreshPolicy NEVER_IDLE = Bench.policy(Duration.ZERO, true);

    private final FakeProvider provider = new FakeProvider();

    @Test
    void eager_fetchesAtStart() {
        Bench bench = new Bench(EAGER, provider);

        bench.keeper.start();
        assertThat(bench.status().state()).isEqualTo(CredentialState.FETCHING);
        provider.issue(HOUR);

        assertThat(bench.inUse()).isEqualTo(1);
        assertThat(bench.events.types()).containsExactly(GENERATED);
        assertThat(bench.status().state()).isEqualTo(CredentialState.VALID);
        assertThat(bench.status().secondsToExpiry()).isEqualTo(3_598);
        assertThat(bench.status().secondsToRefresh()).isEqualTo(2_880);
        assertThat(bench.status().skewMillis()).isEqualTo(1_500);
        assertThat(bench.metrics.secondsToExpiry.getAsDouble()).isEqualTo(3_598);
        assertThat(bench.loop.kept("site")).isEqualTo("eu");
    }

    @Test
    void lazy_fetchesAtTheFirstUseAndLetsCallersWait() {
        Bench bench = new Bench(LAZY, provider);
        bench.keeper.start();
        assertThat(provider.requests()).isZero();

        Bench.Call first = bench.await(TokenKeeper.NONE);
        Bench.Call second = bench.await(TokenKeeper.NONE);
        assertThat(provider.requests()).isEqualTo(1);
        assertThat(first.waits() && second.waits()).isTrue();
        provider.issue(HOUR);

        assertThat(first.told).containsExactly(1L);
        assertThat(second.told).containsExactly(1L);
    }

    @Test
    void token_isReplacedAheadOfItsEndWhileTheOldOneServes() {
        Bench bench = started(NEVER_IDLE, Duration.ofMinutes(10));

        bench.pass(Duration.ofMinutes(8).minusSeconds(1));
        assertThat(provider.busy()).isFalse();
        bench.pass(Duration.ofSeconds(1));
        assertThat(provider.busy()).isTrue();
        assertThat(bench.inUse()).isEqualTo(1);
        provider.issue(Duration.ofMinutes(10));

        assertThat(bench.inUse()).isEqualTo(2);
        assertThat(bench.events.types()).containsExactly(GENERATED, REFRESHING, REFRESHED);
    }

    @Test
    void change_isToldToEachLoopOnce() {
        Bench bench = started(NEVER_IDLE, Duration.ofMinutes(10));
        bench.told();

        bench.pass(Duration.ofMinutes(8));
        assertThat(bench.told()).as("a refresh has begun").isEqualTo(2);
        provider.issue(Duration.ofMinutes(10));

        assertThat(bench.told()).as("a token came").isEqualTo(2);
    }

    @Test
    void token_servesNoMoreInItsLastSeconds() {
        Bench bench = started(NEVER_IDLE, Duration.ofMinutes(10));

        bench.pass(Duration.ofMinutes(10).minusSeconds(2).minusMillis(1));
        assertThat(bench.inUse()).isEqualTo(1);
        bench.pass(Duration.ofMillis(1));

        assertThat(bench.inUse()).isZero();
        assertThat(bench.metrics.secondsToExpiry.getAsDouble()).isNaN();
    }

    @Test
    void tokenWithoutASuccessor_expiresWithAWarningBefore() {
        Bench bench = started(NEVER_IDLE, Duration.ofMinutes(10));

        bench.pass(Duration.ofMinutes(10));

        assertThat(bench.events.types()).containsExactly(GENERATED, REFRESHING, EXPIRING, EXPIRED);
        assertThat(bench.status().state()).isEqualTo(CredentialState.FETCHING);
    }

    @Test
    void slowAnswer_shortensTheLifeByWhatItTook() {
        Bench bench = new Bench(NEVER_IDLE, provider);
        bench.keeper.start();

        bench.pass(Duration.ofSeconds(20));
        provider.issue(Duration.ofMinutes(10));

        assertThat(bench.status().secondsToExpiry()).isEqualTo(578);
    }

    @Test
    void tokenThatHadExpiredOnTheWay_isAFailure() {
        Bench bench = new Bench(NEVER_IDLE, provider);
        bench.keeper.start();

        bench.pass(Duration.ofSeconds(20));
        provider.issue(Duration.ofSeconds(5));

        assertThat(bench.inUse()).isZero();
        assertThat(bench.events.events.get(0).reason()).isEqualTo("token-expired");
    }

    @Test
    void sameTokenBroughtBack_waitsHalfOfWhatIsLeft() {
        Bench bench = started(NEVER_IDLE, Duration.ofMinutes(10));

        bench.pass(Duration.ofMinutes(8));
        provider.issueAgain("t1", Duration.ofMinutes(2));

        assertThat(bench.status().secondsToRefresh()).isEqualTo(59);
    }

    @Test
    void unknownLife_isOnlyRefreshedByA401() {
        Bench bench = new Bench(NEVER_IDLE, provider);
        bench.keeper.start();
        provider.issueOfUnknownLife();

        bench.pass(Duration.ofDays(300));
        assertThat(bench.inUse()).isEqualTo(1);
        assertThat(provider.requests()).isEqualTo(1);
        assertThat(bench.status().secondsToExpiry()).isNull();
        assertThat(bench.status().secondsToRefresh()).isNull();
        Bench.Call call = bench.await(1);
        provider.issueOfUnknownLife();

        assertThat(call.told).containsExactly(2L);
    }

    @Test
    void unusedToken_isLeftToLapseAndFetchedAtTheNextUse() {
        Bench bench = started(EAGER, HOUR);

        bench.pass(Duration.ofHours(2));
        assertThat(provider.requests()).isEqualTo(1);
        assertThat(bench.events.types()).containsExactly(GENERATED, EXPIRED);
        assertThat(bench.status().state()).isEqualTo(CredentialState.IDLE);
        Bench.Call call = bench.await(TokenKeeper.NONE);
        provider.issue(HOUR);

        assertThat(call.told).containsExactly(2L);
    }

    @Test
    void useOfATokenThatWasLeftToLapse_refreshesItInTheBackground() {
        Bench bench = started(EAGER, HOUR);
        bench.pass(Duration.ofMinutes(50));
        assertThat(provider.requests()).isEqualTo(1);

        assertThat(bench.inUse()).isEqualTo(1);
        assertThat(bench.inUse()).isEqualTo(1);

        assertThat(provider.requests()).isEqualTo(2);
        provider.issue(HOUR);
        assertThat(bench.inUse()).isEqualTo(2);
    }

    @Test
    void useOnAnyLoop_keepsTheTokenFresh() {
        Bench bench = started(EAGER, HOUR);

        bench.pass(Duration.ofMinutes(40));
        assertThat(bench.otherLoop.use()).isNotNull();
        bench.pass(Duration.ofMinutes(8));

        assertThat(provider.busy()).isTrue();
    }

    @Test
    void thousandConcurrent401s_makeOneRequest() {
        Bench bench = started(NEVER_IDLE, HOUR);

        List<Bench.Call> calls = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            calls.add(bench.await(1));
        }
        assertThat(provider.requests()).isEqualTo(2);
        provider.issue(HOUR);

        assertThat(calls).allSatisfy(call -> assertThat(call.told).containsExactly(2L));
        assertThat(provider.requests()).isEqualTo(2);
    }

    @Test
    void refusalOfAnOlderToken_isAnsweredWithTheNewestAtOnce() {
        Bench bench = started(NEVER_IDLE, HOUR);
        bench.await(1);
        provider.issue(HOUR);

        assertThat(bench.await(1).told).containsExactly(2L);
        assertThat(provider.requests()).isEqualTo(2);
    }

    @Test
    void refusalOfAFreshToken_isNotFollowedByRefreshes() {
        Bench bench = started(NEVER_IDLE, HOUR);
        bench.await(1);
        provider.issue(HOUR);

        bench.loop.survived(2);

        assertThat(bench.status().state()).isEqualTo(CredentialState.REJECTED);
        assertThat(bench.loop.curable(2)).isFalse();
        assertThat(bench.await(2).refusal().detail()).contains("the upstream refused the newest token");
        assertThat(provider.requests()).isEqualTo(2);
        assertThat(bench.inUse()).as("other resources may accept it").isEqualTo(2);
        bench.pass(Duration.ofMinutes(1));
        assertThat(bench.status().state()).isEqualTo(CredentialState.VALID);
        assertThat(bench.loop.curable(2)).isTrue();
    }

    @Test
    void failure_isTriedAgainWithGrowingPauses() {
        Bench bench = new Bench(NEVER_IDLE, provider);
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
        Bench bench = new Bench(NEVER_IDLE, provider);
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
        Bench bench = new Bench(NEVER_IDLE, provider);
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
        Bench bench = started(NEVER_IDLE, HOUR);
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
        Bench bench = new Bench(NEVER_IDLE, provider);
        bench.keeper.start();
        provider.fail(PERMANENT, "invalid_client");

        Future<Void> first = bench.keeper.refresh();
        provider.fail(PERMANENT, "invalid_client");
        Future<Void> second = bench.keeper.refresh();
        provider.issue(HOUR);

        assertThat(Await.failure(first)).hasMessageContaining("invalid_client");
        Await.get(second);
        assertThat(bench.status().state()).isEqualTo(CredentialState.VALID);
    }

    @Test
    void caller_waitsNoLongerThanItMay() {
        Bench bench = new Bench(EAGER, provider);
        bench.keeper.start();
        Bench.Call call = bench.await(TokenKeeper.NONE);

        bench.pass(Duration.ofSeconds(6));

        assertThat(call.refusal().detail()).contains("in the time that the call may wait");
        assertThat(bench.loop.waiting()).isZero();
    }

    @Test
    void callerThatLeaves_isToldNothing() {
        Bench bench = new Bench(EAGER, provider);
        bench.keeper.start();
        Bench.Call call = bench.await(TokenKeeper.NONE);

        bench.loop.leave(Objects.requireNonNull(call.place));
        provider.issue(HOUR);

        assertThat(call.waits()).isTrue();
    }

    @Test
    void tokenThatNoFieldCanHold_isAFailureThatDoesNotTellIt() {
        Bench bench = new Bench(NEVER_IDLE, provider);
        bench.keeper.start();

        provider.issueAgain("se\ncret", HOUR);

        assertThat(bench.status().reason()).startsWith("unusable-token").doesNotContain("cret");
    }

    @Test
    void defectOfASource_isAFailureLikeOthers() {
        Bench bench = new Bench(NEVER_IDLE, provider);
        bench.keeper.start();

        provider.crash(new IllegalStateException("se-cret"));

        assertThat(bench.status().reason()).contains("IllegalStateException").doesNotContain("se-cret");
        bench.pass(Duration.ofSeconds(2));
        assertThat(provider.busy()).isTrue();
    }

    @Test
    void revoked_isUsedNoMoreUntilOneIsRequested() {
        Bench bench = started(NEVER_IDLE, HOUR);

        Await.get(bench.keeper.revoke());

        assertThat(provider.revoked).containsExactly("t1");
        assertThat(bench.inUse()).isZero();
        assertThat(bench.await(TokenKeeper.NONE).refusal().detail()).contains("revoked");
        assertThat(bench.status().state()).isEqualTo(CredentialState.REVOKED);
        bench.pass(HOUR.multipliedBy(3));
        assertThat(provider.requests()).isEqualTo(1);
        assertThat(bench.events.types()).containsExactly(GENERATED, REVOKED);
        Future<Void> requested = bench.keeper.refresh();
        provider.issue(HOUR);
        Await.get(requested);
        assertThat(bench.inUse()).isEqualTo(2);
    }

    @Test
    void revokedDuringARefresh_forgetsWhatComes() {
        Bench bench = started(NEVER_IDLE, HOUR);
        bench.await(1);

        Future<Void> revoked = bench.keeper.revoke();
        assertThat(provider.revoked).isEmpty();
        provider.issue(HOUR);

        Await.get(revoked);
        assertThat(provider.revoked).containsExactly("t2");
        assertThat(bench.inUse()).isZero();
    }

    @Test
    void stop_endsWithWhatIsInFlight() {
        Bench bench = started(NEVER_IDLE, HOUR);
        bench.await(1);

        Future<Void> stopped = bench.keeper.stop();
        assertThat(stopped.isComplete()).isFalse();
        provider.issue(HOUR);

        assertThat(stopped.isComplete()).isTrue();
        assertThat(provider.revoked).isEmpty();
        assertThat(bench.wheel.armed()).isZero();
    }

    @Test
    void expiredToken_isFetchedAgainForARefusedOne() {
        Bench bench = started(EAGER, Duration.ofMinutes(10));
        bench.await(1);
        provider.issue(Duration.ofMinutes(10));
        bench.pass(HOUR);

        Bench.Call call = bench.await(1);

        assertThat(provider.busy()).isTrue();
        assertThat(call.waits()).isTrue();
    }

    @Test
    void failures_ofEveryKindKeepAnEventWithoutSecrets() {
        Bench bench = started(NEVER_IDLE, HOUR);
        for (TokenFailure.Kind kind : List.of(NOT_HANDLED, ANSWER_LOST, REFUSED_FOR_NOW)) {
            var unused = bench.keeper.refresh();
            provider.fail(kind, "unreachable");
        }

        assertThat(bench.events.count(REFRESH_FAILED)).isEqualTo(3);
        assertThat(bench.events.events.toString() + bench.keeper.snapshot() + bench.status())
                .doesNotContain("t1");
    }

    private Bench started(RefreshPolicy policy, Duration life) {
        Bench bench = new Bench(policy, provider);
        bench.keeper.start();
        provider.issue(life);
        return bench;
    }
}
