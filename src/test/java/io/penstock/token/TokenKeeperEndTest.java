package io.penstock.token;

import static io.penstock.token.TokenEvent.Type.GENERATED;
import static io.penstock.token.TokenEvent.Type.REVOKED;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.vertx.core.Future;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How a token's use ends on request. */
class TokenKeeperEndTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final FakeProvider provider = new FakeProvider();

    @Test
    void revoked_isUsedNoMoreUntilOneIsRequested() {
        Bench bench = Bench.started(Bench.NEVER_IDLE, provider, HOUR);

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
        Bench bench = Bench.started(Bench.NEVER_IDLE, provider, HOUR);
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
        Bench bench = Bench.started(Bench.NEVER_IDLE, provider, HOUR);
        bench.await(1);

        Future<Void> stopped = bench.keeper.stop();
        assertThat(stopped.isComplete()).isFalse();
        provider.issue(HOUR);

        assertThat(stopped.isComplete()).isTrue();
        assertThat(provider.revoked).isEmpty();
        assertThat(bench.wheel.armed()).isZero();
    }
}
