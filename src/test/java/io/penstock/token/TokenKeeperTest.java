package io.penstock.token;

import static io.penstock.token.TokenEvent.Type.EXPIRED;
import static io.penstock.token.TokenEvent.Type.EXPIRING;
import static io.penstock.token.TokenEvent.Type.GENERATED;
import static io.penstock.token.TokenEvent.Type.REFRESHED;
import static io.penstock.token.TokenEvent.Type.REFRESHING;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** When a token is asked for, how long it serves, and when its successor comes. */
class TokenKeeperTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final FakeProvider provider = new FakeProvider();

    @Test
    void eager_fetchesAtStart() {
        Bench bench = new Bench(Bench.EAGER, provider);

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
        Bench bench = new Bench(Bench.LAZY, provider);
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
        Bench bench = Bench.started(Bench.NEVER_IDLE, provider, Duration.ofMinutes(10));

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
        Bench bench = Bench.started(Bench.NEVER_IDLE, provider, Duration.ofMinutes(10));
        bench.told();

        bench.pass(Duration.ofMinutes(8));
        assertThat(bench.told()).as("a refresh has begun").isEqualTo(2);
        provider.issue(Duration.ofMinutes(10));

        assertThat(bench.told()).as("a token came").isEqualTo(2);
    }

    @Test
    void token_servesNoMoreInItsLastSeconds() {
        Bench bench = Bench.started(Bench.NEVER_IDLE, provider, Duration.ofMinutes(10));

        bench.pass(Duration.ofMinutes(10).minusSeconds(2).minusMillis(1));
        assertThat(bench.inUse()).isEqualTo(1);
        bench.pass(Duration.ofMillis(1));

        assertThat(bench.inUse()).isZero();
        assertThat(bench.metrics.secondsToExpiry.getAsDouble()).isNaN();
    }

    @Test
    void tokenWithoutASuccessor_expiresWithAWarningBefore() {
        Bench bench = Bench.started(Bench.NEVER_IDLE, provider, Duration.ofMinutes(10));

        bench.pass(Duration.ofMinutes(10));

        assertThat(bench.events.types()).containsExactly(GENERATED, REFRESHING, EXPIRING, EXPIRED);
        assertThat(bench.status().state()).isEqualTo(CredentialState.FETCHING);
    }

    @Test
    void slowAnswer_shortensTheLifeByWhatItTook() {
        Bench bench = new Bench(Bench.NEVER_IDLE, provider);
        bench.keeper.start();

        bench.pass(Duration.ofSeconds(20));
        provider.issue(Duration.ofMinutes(10));

        assertThat(bench.status().secondsToExpiry()).isEqualTo(578);
    }

    @Test
    void sameTokenBroughtBack_waitsHalfOfWhatIsLeft() {
        Bench bench = Bench.started(Bench.NEVER_IDLE, provider, Duration.ofMinutes(10));

        bench.pass(Duration.ofMinutes(8));
        provider.issueAgain("t1", Duration.ofMinutes(2));

        assertThat(bench.status().secondsToRefresh()).isEqualTo(59);
    }

    @Test
    void unknownLife_isOnlyRefreshedByA401() {
        Bench bench = new Bench(Bench.NEVER_IDLE, provider);
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
        Bench bench = Bench.started(Bench.EAGER, provider, HOUR);

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
        Bench bench = Bench.started(Bench.EAGER, provider, HOUR);
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
        Bench bench = Bench.started(Bench.EAGER, provider, HOUR);

        bench.pass(Duration.ofMinutes(40));
        assertThat(bench.otherLoop.use()).isNotNull();
        bench.pass(Duration.ofMinutes(8));

        assertThat(provider.busy()).isTrue();
    }

    @Test
    void caller_waitsNoLongerThanItMay() {
        Bench bench = new Bench(Bench.EAGER, provider);
        bench.keeper.start();
        Bench.Call call = bench.await(TokenKeeper.NONE);

        bench.pass(Duration.ofSeconds(6));

        assertThat(call.refusal().detail()).contains("in the time that the call may wait");
        assertThat(bench.loop.waiting()).isZero();
    }

    @Test
    void callerThatLeaves_isToldNothing() {
        Bench bench = new Bench(Bench.EAGER, provider);
        bench.keeper.start();
        Bench.Call call = bench.await(TokenKeeper.NONE);

        bench.loop.leave(Objects.requireNonNull(call.place));
        provider.issue(HOUR);

        assertThat(call.waits()).isTrue();
    }
}
