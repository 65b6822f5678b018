package io.penstock.resilience.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SlidingCapTest {

    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final long START = Long.MAX_VALUE - MINUTE / 2;

    @Test
    void tryTake_whenItIsSpent_waitsUntilTheOldestLeaveTheWindow() {
        SlidingCap cap = new SlidingCap(3, MINUTE, START);
        assertThat(cap.tryTake(1, START)).isZero();
        assertThat(cap.tryTake(2, START + MINUTE / 2)).isZero();

        long wait = cap.tryTake(1, START + MINUTE / 2);

        assertThat(wait).isBetween(MINUTE / 2, MINUTE / 2 + MINUTE / 60);
        assertThat(cap.tryTake(1, START + MINUTE / 2 + wait - 1)).isPositive();
        assertThat(cap.tryTake(1, START + MINUTE / 2 + wait)).isZero();
    }

    @Test
    void giveBack_letsItBeTakenAgain() {
        SlidingCap cap = new SlidingCap(3, MINUTE, START);
        cap.tryTake(3, START);

        cap.giveBack(2, START);

        assertThat(cap.available(START)).isEqualTo(2);
        assertThat(cap.untouched(START + 2 * MINUTE)).isTrue();
    }

    @Test
    void giveBack_afterTheWindow_changesNothing() {
        SlidingCap cap = new SlidingCap(3, MINUTE, START);
        cap.tryTake(3, START);

        assertThat(cap.tryTake(3, START + 2 * MINUTE)).isZero();
        cap.giveBack(3, START);

        assertThat(cap.available(START + 2 * MINUTE)).isZero();
    }

    @Test
    void waitNanos_forMoreThanAWindowHolds_countsWindows() {
        SlidingCap cap = new SlidingCap(10, MINUTE, START);

        assertThat(cap.waitNanos(10, START)).isZero();
        assertThat(cap.waitNanos(11, START)).isEqualTo(MINUTE);
        assertThat(cap.waitNanos(31, START)).isEqualTo(3 * MINUTE);
    }

    @Property(tries = 300)
    void tryTake_whateverIsAsked_neverGrantsMoreInAnyWindow(
            @ForAll @IntRange(min = 1, max = 20) int limit,
            @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 8_000) Integer> pausesMillis) {
        SlidingCap cap = new SlidingCap(limit, MINUTE, START);
        List<Long> grants = new ArrayList<>();
        long now = START;
        for (int pause : pausesMillis) {
            now += TimeUnit.MILLISECONDS.toNanos(pause);
            long wait = cap.tryTake(1, now);
            if (wait == 0) {
                grants.add(now);
            } else {
                assertThat(wait).as("a wait of a window and a slot at most").isLessThanOrEqualTo(MINUTE + MINUTE / 60);
            }
        }
        for (int i = limit; i < grants.size(); i++) {
            assertThat(grants.get(i) - grants.get(i - limit))
                    .as("time of %d grants", limit + 1)
                    .isGreaterThan(MINUTE - 1);
        }
    }
}
