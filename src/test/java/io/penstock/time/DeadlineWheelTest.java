package io.penstock.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.testing.FakeTicker;
import io.penstock.testing.ManualAlarm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadlineWheelTest {

    private static final long SLOT = Duration.ofMillis(10).toNanos();

    private final FakeTicker ticker = new FakeTicker();
    private final ManualAlarm alarm = new ManualAlarm(ticker);
    private final DeadlineWheel wheel = new DeadlineWheel(ticker, alarm);
    private final List<String> fired = new ArrayList<>();

    @Test
    void deadline_armed_firesOnceWhenItIsDue() {
        wheel.schedule(5 * SLOT, () -> fired.add("a"));

        advance(5 * SLOT - 1);
        assertThat(fired).isEmpty();
        advance(1);
        assertThat(fired).containsExactly("a");
        advance(10_000 * SLOT);
        assertThat(fired).containsExactly("a");
        assertThat(wheel.armed()).isZero();
    }

    @Test
    void deadline_betweenTwoSlots_firesInTheLater() {
        wheel.schedule(5 * SLOT + 1, () -> fired.add("a"));

        advance(5 * SLOT + 1);
        assertThat(fired).isEmpty();
        advance(SLOT - 1);
        assertThat(fired).containsExactly("a");
    }

    @Test
    void deadline_manyRoundsAhead_waitsForItsOwn() {
        long delay = 3 * 512 * SLOT + 7 * SLOT;
        wheel.schedule(delay, () -> fired.add("a"));

        for (long moved = SLOT; moved < delay; moved += SLOT) {
            advance(SLOT);
            assertThat(fired).isEmpty();
        }
        advance(SLOT);
        assertThat(fired).containsExactly("a");
    }

    @Test
    void deadline_cancelled_neverFires() {
        Deadline deadline = wheel.schedule(SLOT, () -> fired.add("a"));

        deadline.cancel();
        deadline.cancel();

        assertThat(deadline.armed()).isFalse();
        assertThat(wheel.armed()).isZero();
        advance(1_000 * SLOT);
        assertThat(fired).isEmpty();
    }

    @Test
    void deadline_armedAgain_firesAtTheLaterTimeOnly() {
        Deadline deadline = wheel.schedule(2 * SLOT, () -> fired.add("a"));
        advance(SLOT);
        deadline.armIn(5 * SLOT);

        advance(4 * SLOT);
        assertThat(fired).isEmpty();
        advance(SLOT);
        assertThat(fired).containsExactly("a");
    }

    @Test
    void deadline_whoseDelayBeganBefore_firesThatMuchSooner() {
        long start = ticker.nanos();
        ticker.advanceNanos(3 * SLOT);
        wheel.deadline(() -> fired.add("a")).armFrom(start, 5 * SLOT);

        advance(SLOT);
        assertThat(fired).isEmpty();
        advance(SLOT);
        assertThat(fired).containsExactly("a");
    }

    @Test
    void deadline_withoutEnd_neverFires() {
        Deadline deadline = wheel.schedule(Long.MAX_VALUE, () -> fired.add("a"));

        advance(Duration.ofDays(365).toNanos());

        assertThat(fired).isEmpty();
        assertThat(deadline.armed()).isTrue();
    }

    @Test
    void deadline_negativeDelay_firesAtTheNextSlot() {
        wheel.schedule(-5, () -> fired.add("a"));

        advance(SLOT);

        assertThat(fired).containsExactly("a");
    }

    @Test
    void action_thatArmsItselfAtOnce_firesAgainInTheNextAdvanceOnly() {
        Deadline[] again = new Deadline[1];
        again[0] = wheel.deadline(() -> {
            fired.add("a");
            again[0].armIn(0);
        });
        again[0].armIn(SLOT);

        // So late that the next slot to come is the one that is being served.
        advance(512 * SLOT);
        assertThat(fired).containsExactly("a");
        advance(SLOT);
        assertThat(fired).containsExactly("a", "a");
    }

    @Test
    void action_thatCancelsAnother_inTheSameSlot_preventsIt() {
        Deadline[] both = new Deadline[2];
        both[0] = wheel.schedule(SLOT, () -> {
            fired.add("a");
            both[1].cancel();
        });
        both[1] = wheel.schedule(SLOT, () -> {
            fired.add("b");
            both[0].cancel();
        });

        advance(SLOT);

        assertThat(fired).hasSize(1);
        assertThat(wheel.armed()).isZero();
    }

    @Test
    void action_thatFails_doesNotKeepOthersFromFiring() {
        wheel.schedule(SLOT, () -> fired.add("a"));
        wheel.schedule(SLOT, () -> {
            throw new IllegalStateException("on purpose");
        });
        wheel.schedule(2 * SLOT, () -> fired.add("b"));

        advance(2 * SLOT);

        assertThat(fired).containsExactly("a", "b");
    }

    @Test
    void action_thatDiesOfAnError_leavesTheAlarmSetForTheOthers() {
        wheel.schedule(SLOT, () -> {
            throw new AssertionError("on purpose");
        });
        wheel.schedule(3 * SLOT, () -> fired.add("a"));
        alarm.ring();

        ticker.advanceNanos(SLOT);
        assertThatThrownBy(wheel::advance).hasMessage("on purpose");

        assertThat(alarm.delayMillis()).hasValue(20);
    }

    @Test
    void alarm_isSetForTheFirstDeadline() {
        wheel.schedule(7 * SLOT, () -> {});
        assertThat(alarm.delayMillis()).hasValue(70);

        wheel.schedule(3 * SLOT, () -> {});
        assertThat(alarm.delayMillis()).hasValue(30);

        wheel.schedule(5 * SLOT, () -> {});
        assertThat(alarm.settings()).isEqualTo(2);
    }

    @Test
    void alarm_amidASlot_isSetForItsEnd() {
        ticker.advanceNanos(SLOT / 2);

        wheel.schedule(SLOT / 2, () -> {});

        assertThat(alarm.delayMillis()).hasValue(5);
    }

    @Test
    void alarm_deadlinesComeAndGoOneAtATime_isSetOnce() {
        for (int i = 0; i < 100; i++) {
            wheel.schedule(500 * SLOT, () -> {}).cancel();
            ticker.advanceNanos(SLOT);
        }

        assertThat(alarm.settings()).isEqualTo(1);
    }

    @Test
    void alarm_ringsForAnEmptyWheel_isNotSetAgain() {
        wheel.schedule(5 * SLOT, () -> {}).cancel();

        advance(5 * SLOT);

        assertThat(alarm.delayMillis()).isEmpty();
    }

    @Test
    void alarm_ofAnEmptyWheel_isNotSet() {
        wheel.schedule(SLOT, () -> {});

        advance(SLOT);

        assertThat(alarm.delayMillis()).isEmpty();
    }

    private void advance(long nanos) {
        ticker.advanceNanos(nanos);
        alarm.ring();
        wheel.advance();
    }
}
