package io.penstock.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A grant that lives in a refresh token, with a provider that revokes it when one is used twice. */
class RotationTest {

    private static final RefreshPolicy POLICY = Bench.NEVER_IDLE;
    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final Duration UNTIL_REFRESH = Duration.ofMinutes(8);

    private final FlakyStore store = new FlakyStore();
    private final FakeProvider provider = new FakeProvider();

    @Test
    void successor_isStoredBeforeTheTokenIsUsed() {
        Bench bench = started();
        store.failing = true;
        bench.pass(UNTIL_REFRESH);
        assertThat(provider.busy()).as("without the mark nothing is sent").isFalse();
        store.failing = false;
        bench.pass(Duration.ofSeconds(2));
        store.failing = true;
        provider.rotate("r2", LIFE);
        assertThat(bench.inUse()).isEqualTo(1);
        assertThat(bench.status().reason()).contains("store-failed").doesNotContain("r2");
        int requests = provider.requests();

        store.failing = false;
        bench.pass(Duration.ofSeconds(5));

        assertThat(bench.inUse()).isEqualTo(2);
        assertThat(provider.requests())
                .as("what came was kept, not asked for again")
                .isEqualTo(requests);
        assertThat(stored()).isEqualTo(new StoredGrant("r2", RotatingIssuer.fingerprint("crm", "r0"), false));
    }

    @Test
    void mark_isThereWhileTheRequestIsInFlight() {
        Bench bench = new Bench(POLICY, provider, "r0", store);

        bench.keeper.start();

        assertThat(stored().sent()).isTrue();
        provider.rotate("r1", LIFE);
        assertThat(stored().sent()).isFalse();
    }

    @Test
    void answerWithoutARefreshToken_keepsTheOldOne() {
        Bench bench = new Bench(POLICY, provider, "r0", store);
        bench.keeper.start();
        provider.issue(LIFE);

        bench.pass(UNTIL_REFRESH);

        assertThat(provider.asked).containsExactly("r0", "r0");
    }

    @Test
    void requestThatWasNotHandled_isSentAgainFreely() {
        Bench bench = started();
        bench.pass(UNTIL_REFRESH);

        for (int i = 0; i < 5; i++) {
            provider.fail(TokenFailure.Kind.NOT_HANDLED, "unreachable");
            bench.pass(Duration.ofSeconds(17));
            assertThat(provider.busy()).isTrue();
        }
        assertThat(provider.requests()).isEqualTo(7);
    }

    @Test
    void lostAnswer_isAskedForOnceMoreShortlyBeforeTheEnd() {
        Bench bench = started();
        bench.pass(UNTIL_REFRESH);
        provider.fail(TokenFailure.Kind.ANSWER_LOST, "timeout");

        bench.pass(Duration.ofSeconds(107));
        assertThat(provider.busy()).isFalse();
        assertThat(bench.await(1).refusal().detail()).contains("timeout");
        assertThat(bench.inUse()).isEqualTo(1);
        bench.pass(Duration.ofSeconds(1));
        assertThat(provider.asked).containsExactly("r0", "r1", "r1");
        provider.fail(TokenFailure.Kind.ANSWER_LOST, "timeout");

        assertThat(bench.status().state()).isEqualTo(CredentialState.FAILED);
        bench.pass(Duration.ofHours(3));
        assertThat(provider.requests()).as("never a third time by itself").isEqualTo(3);
        Future<Void> requested = bench.keeper.refresh();
        provider.rotate("r9", LIFE);
        Await.get(requested);
        assertThat(bench.status().state()).isEqualTo(CredentialState.VALID);
    }

    @Test
    void lateAnswer_counts() {
        Bench bench = started();
        bench.pass(UNTIL_REFRESH);

        bench.pass(Duration.ofSeconds(100));
        provider.rotate("r2", LIFE);

        assertThat(bench.inUse()).isEqualTo(2);
        assertThat(stored().refreshToken()).isEqualTo("r2");
    }

    @Test
    void refusalAfterALostAnswer_saysThatTheTokenIsProbablySpent() {
        Bench bench = started();
        bench.pass(UNTIL_REFRESH);
        provider.fail(TokenFailure.Kind.ANSWER_LOST, "timeout");
        bench.pass(Duration.ofSeconds(108));

        provider.fail(TokenFailure.Kind.PERMANENT, "invalid_grant");

        assertThat(bench.status().state()).isEqualTo(CredentialState.FAILED);
        assertThat(bench.status().reason()).startsWith("invalid_grant").contains("probably spent the refresh token");
        bench.pass(Duration.ofHours(1));
        assertThat(provider.requests()).isEqualTo(3);
    }

    @Test
    void markThatACrashLeft_isFollowedByOneRequest() {
        Await.get(store.save("crm", new StoredGrant("r5", RotatingIssuer.fingerprint("crm", "r0"), true)));
        Bench bench = new Bench(POLICY, provider, "r0", store);

        bench.keeper.start();
        assertThat(provider.asked).containsExactly("r5");
        provider.fail(TokenFailure.Kind.ANSWER_LOST, "timeout");
        bench.pass(Duration.ofHours(1));

        assertThat(provider.requests()).isEqualTo(1);
        assertThat(bench.status().state()).isEqualTo(CredentialState.FAILED);
    }

    @Test
    void unchangedConfiguration_yieldsToTheStoredToken() {
        Await.get(store.save("crm", new StoredGrant("r5", RotatingIssuer.fingerprint("crm", "r0"), false)));

        new Bench(POLICY, provider, "r0", store).keeper.start();

        assertThat(provider.asked).containsExactly("r5");
    }

    @Test
    void changedConfiguration_wins() {
        Await.get(store.save("crm", new StoredGrant("r5", RotatingIssuer.fingerprint("crm", "r0"), false)));

        new Bench(POLICY, provider, "renewed", store).keeper.start();

        assertThat(provider.asked).containsExactly("renewed");
        assertThat(stored().refreshToken()).isEqualTo("renewed");
    }

    @Test
    void revoked_isRemovedFromTheStore() {
        Bench bench = started();

        Await.get(bench.keeper.revoke());

        assertThat(Await.get(store.load("crm"))).isNull();
    }

    @Test
    void revokedBeforeTheFirstToken_isForgottenByTheProviderToo() {
        Bench bench = new Bench(POLICY, provider, "r0", store);

        Await.get(bench.keeper.revoke());

        assertThat(provider.revoked).containsExactly("r0");
    }

    private Bench started() {
        Bench bench = new Bench(POLICY, provider, "r0", store);
        bench.keeper.start();
        provider.rotate("r1", LIFE);
        return bench;
    }

    private StoredGrant stored() {
        return Objects.requireNonNull(Await.get(store.load("crm")));
    }

    /** A store in memory whose writes can be made to fail. */
    private static final class FlakyStore implements TokenStore {

        private final MemoryTokenStore memory = new MemoryTokenStore();
        private boolean failing;

        @Override
        public Future<@Nullable StoredGrant> load(String credential) {
            return memory.load(credential);
        }

        @Override
        public Future<Void> markSent(String credential) {
            return failing ? full() : memory.markSent(credential);
        }

        @Override
        public Future<Void> save(String credential, StoredGrant grant) {
            return failing ? full() : memory.save(credential, grant);
        }

        @Override
        public Future<Void> remove(String credential) {
            return failing ? full() : memory.remove(credential);
        }

        @Override
        public boolean durable(String credential) {
            return true;
        }

        @Override
        public Future<Void> close() {
            return memory.close();
        }

        private static Future<Void> full() {
            return Future.failedFuture(new IOException("no space left for r2"));
        }
    }
}
