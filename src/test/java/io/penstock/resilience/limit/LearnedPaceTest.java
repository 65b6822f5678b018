package io.penstock.resilience.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LearnedPaceTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long START = Long.MAX_VALUE - SECOND;

    private final LearnedPace pace = new LearnedPace(900 * SECOND, START);

    @Test
    void tryTake_whileNothingIsKnown_grants() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(pace.tryTake(1, START)).isZero();
        }
    }

    @Test
    void learn_aQuota_isSpreadOverTheTimeToItsReset() {
        pace.learn(new QuotaReading(100, 20, 10 * SECOND), START);

        assertThat(pace.tryTake(1, START)).isZero();
        assertThat(pace.tryTake(1, START)).isZero();
        assertThat(pace.tryTake(1, START)).as("a tenth at once").isEqualTo(SECOND / 2);
        assertThat(pace.tryTake(1, START + SECOND / 2)).isZero();
    }

    @Test
    void learn_aSpentQuota_waitsForItsReset() {
        pace.learn(new QuotaReading(100, 0, 10 * SECOND), START);

        assertThat(pace.tryTake(1, START + SECOND)).isEqualTo(9 * SECOND);
        assertThat(pace.tryTake(1, START + 10 * SECOND)).isZero();
    }

    @Test
    void learn_withRequestsUnderWay_takesThemOffWhatIsLeft() {
        pace.tryTake(1, START);
        pace.tryTake(1, START);

        pace.learn(new QuotaReading(100, 2, 10 * SECOND), START);

        assertThat(pace.tryTake(1, START)).isEqualTo(10 * SECOND);
    }

    @Test
    void learn_fromAnAnswerThatWasOvertaken_changesNothing() {
        pace.learn(new QuotaReading(100, 0, 10 * SECOND), START);

        pace.learn(new QuotaReading(100, 7, 10 * SECOND), START);

        assertThat(pace.view(START).left()).isZero();
    }

    @Test
    void tryTake_afterTheWindow_sendsNoMoreThanAQuotaUntilAnAnswerTells() {
        pace.learn(new QuotaReading(3, 0, SECOND), START);
        long next = START + SECOND;

        assertThat(pace.tryTake(1, next)).isZero();
        assertThat(pace.tryTake(1, next)).isZero();
        assertThat(pace.tryTake(1, next)).isZero();
        assertThat(pace.tryTake(1, next)).isPositive();
        assertThat(pace.tryTake(1, next + 2 * SECOND)).as("trusted no longer").isZero();
    }

    @Test
    void giveBack_restoresWhatIsLeft() {
        pace.learn(new QuotaReading(100, 1, 10 * SECOND), START);
        assertThat(pace.tryTake(1, START)).isZero();

        pace.giveBack(1, START);

        assertThat(pace.tryTake(1, START)).isZero();
    }

    @Test
    void cool_withAWait_staysAwayForSoLong() {
        pace.cool(5 * SECOND, START);

        assertThat(pace.tryTake(1, START + SECOND)).isEqualTo(4 * SECOND);
        assertThat(pace.view(START).coolingNanos()).isEqualTo(5 * SECOND);
    }

    @Test
    void cool_forTooLong_isBounded() {
        pace.cool(100_000 * SECOND, START);

        assertThat(pace.view(START).coolingNanos()).isEqualTo(900 * SECOND);
    }

    @Test
    void cool_withoutAWait_doublesWithEachRefusal() {
        pace.cool(-1, START);
        assertThat(pace.view(START).coolingNanos()).isEqualTo(SECOND);
        pace.cool(-1, START);
        assertThat(pace.view(START).coolingNanos()).as("the same refusal").isEqualTo(SECOND);

        pace.cool(-1, START + SECOND);
        assertThat(pace.view(START + SECOND).coolingNanos()).isEqualTo(2 * SECOND);

        pace.accepted();
        pace.cool(-1, START + 10 * SECOND);
        assertThat(pace.view(START + 10 * SECOND).coolingNanos()).isEqualTo(SECOND);
    }

    @Test
    void tryTake_afterAPause_letsTheFirstGoAlone() {
        pace.cool(SECOND, START);
        long after = START + SECOND;

        assertThat(pace.tryTake(1, after)).isZero();
        assertThat(pace.tryTake(1, after)).isPositive();

        pace.ended(1, after);
        pace.accepted();
        assertThat(pace.tryTake(1, after)).isZero();
        assertThat(pace.tryTake(1, after)).isZero();
    }

    @Test
    void idle_onceEverythingIsOver_isTrue() {
        pace.learn(new QuotaReading(-1, 5, SECOND), START);
        pace.tryTake(1, START);
        assertThat(pace.idle(START + 2 * SECOND)).as("one under way").isFalse();

        pace.ended(1, START);

        assertThat(pace.idle(START + 2 * SECOND)).isTrue();
    }
}
