package io.penstock.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What follows where the upstream answers 401. */
class TokenKeeperRefusedTokensTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final FakeProvider provider = new FakeProvider();

    @Test
    void thousandConcurrent401s_makeOneRequest() {
        Bench bench = Bench.started(Bench.NEVER_IDLE, provider, HOUR);

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
        Bench bench = Bench.started(Bench.NEVER_IDLE, provider, HOUR);
        bench.await(1);
        provider.issue(HOUR);

        assertThat(bench.await(1).told).containsExactly(2L);
        assertThat(provider.requests()).isEqualTo(2);
    }

    @Test
    void refusalOfAFreshToken_isNotFollowedByRefreshes() {
        Bench bench = Bench.started(Bench.NEVER_IDLE, provider, HOUR);
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
    void expiredToken_isFetchedAgainForARefusedOne() {
        Bench bench = Bench.started(Bench.EAGER, provider, Duration.ofMinutes(10));
        bench.await(1);
        provider.issue(Duration.ofMinutes(10));
        bench.pass(HOUR);

        Bench.Call call = bench.await(1);

        assertThat(provider.busy()).isTrue();
        assertThat(call.waits()).isTrue();
    }
}
