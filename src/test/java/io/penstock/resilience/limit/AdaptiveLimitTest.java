package io.penstock.resilience.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ConcurrencyConfig;
import org.junit.jupiter.api.Test;

class AdaptiveLimitTest {

    private final AdaptiveLimit limit = new AdaptiveLimit(new ConcurrencyConfig(true, 2, 100, 0.5, 3), 100);

    @Test
    void ended_wellWhileBusy_raisesByOneInARound() {
        assertThat(limit.getAsInt()).isEqualTo(20);

        // A little more than a round: each answer adds a part of one, and the parts get smaller.
        for (int i = 0; i < 21; i++) {
            round(20, 0, 1_000_000, false);
        }

        assertThat(limit.getAsInt()).isGreaterThan(21).isLessThan(45);
    }

    @Test
    void ended_wellWhileHardlyUsed_staysAsItIs() {
        for (int i = 0; i < 1_000; i++) {
            round(1, 0, 1_000_000, false);
        }

        assertThat(limit.getAsInt()).isEqualTo(20);
    }

    @Test
    void ended_overloaded_lowersOncePerRound() {
        round(10, 0, 1_000_000, true);

        assertThat(limit.getAsInt()).as("all ten met the same load").isEqualTo(10);

        round(1, 1_000_000, 2_000_000, true);
        assertThat(limit.getAsInt()).isEqualTo(5);
    }

    @Test
    void ended_slow_lowers() {
        round(1, 0, 10_000_000, false);

        round(1, 10_000_000, 50_000_000, false);

        assertThat(limit.getAsInt()).isEqualTo(10);
    }

    @Test
    void ended_badlyForLong_keepsTheLeast() {
        for (int i = 0; i < 20; i++) {
            round(1, i * 1_000L, i * 1_000L + 500, true);
        }

        assertThat(limit.getAsInt()).isEqualTo(2);
    }

    private void round(int calls, long grantedNanos, long endedNanos, boolean overloaded) {
        for (int i = 0; i < calls; i++) {
            limit.granted();
        }
        for (int i = 0; i < calls; i++) {
            limit.ended(grantedNanos, endedNanos, overloaded);
        }
    }
}
