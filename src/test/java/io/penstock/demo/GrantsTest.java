package io.penstock.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.FakeTicker;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GrantsTest {

    private final FakeTicker ticker = new FakeTicker();
    private final Grants grants = new Grants(ticker);

    @Test
    void accessToken_expiresAtTheEndOfItsLife() {
        String token = grants.issue(false, 5_000).accessToken();

        ticker.advance(Duration.ofMillis(4_999));
        assertThat(grants.judge(token)).isEqualTo(Grants.Verdict.VALID);
        ticker.advance(Duration.ofMillis(1));
        assertThat(grants.judge(token)).isEqualTo(Grants.Verdict.EXPIRED);
        assertThat(grants.toJson().getLong("expired")).isOne();
    }

    @Test
    void refreshTokenThatDoesNotRotate_isGoodForever() {
        String token = grants.consent();

        for (int i = 0; i < 3; i++) {
            Grants.Tokens tokens = Objects.requireNonNull(grants.refresh(token, false, 1_000));
            assertThat(tokens.refreshToken()).isNull();
        }
    }

    @Test
    void revokeAll_endsEveryGrant() {
        String refresh = grants.consent();
        String access = grants.issue(false, 1_000).accessToken();

        grants.revokeAll();

        assertThat(grants.judge(access)).isEqualTo(Grants.Verdict.UNKNOWN);
        assertThat(grants.refresh(refresh, true, 1_000)).isNull();
    }
}
