package io.penstock.resilience.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ConcurrencyConfig;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
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

    @Property(tries = 16)
    void ended_onSeveralThreads_losesCountOfNoRequest(@ForAll @IntRange(min = 1, max = 8) int threads)
            throws InterruptedException {
        AdaptiveLimit shared = new AdaptiveLimit(new ConcurrencyConfig(true, 2, 100, 0.5, 3), 20);
        CountDownLatch done = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            Thread loop = new Thread(() -> {
                for (int turn = 0; turn < 20_000; turn++) {
                    shared.granted();
                    if (turn % 3 == 0) {
                        shared.givenBack();
                    } else {
                        shared.ended(0, 1_000_000, false);
                    }
                }
                done.countDown();
            });
            loop.start();
        }
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        shared.granted();
        shared.ended(0, 1_000_000, true);
        assertThat(shared.getAsInt()).isEqualTo(10);

        for (int i = 0; i < 4; i++) {
            shared.granted();
        }
        shared.ended(1, 1_000_000, false);
        assertThat(shared.getAsInt()).as("four of ten are few").isEqualTo(10);
        for (int i = 0; i < 200; i++) {
            shared.granted();
            shared.granted();
            shared.ended(1, 1_000_000, false);
            shared.givenBack();
        }
        assertThat(shared.getAsInt()).as("five of ten are many").isGreaterThan(10);
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
