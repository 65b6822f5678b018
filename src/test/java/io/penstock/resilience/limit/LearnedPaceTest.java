package io.penstock.resilience.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

        assertThat(taken(next, 10)).as("at once").isEqualTo(1);
        assertThat(taken(next + SECOND / 2, 10)).isEqualTo(1);
        assertThat(taken(next + SECOND - 1, 10)).isEqualTo(1);
        assertThat(taken(next + SECOND - 1, 10)).isZero();
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

        // The next window is presumed to be like the one before, until nothing is heard of it for a second.
        assertThat(pace.idle(START + 2 * SECOND)).isFalse();
        assertThat(pace.idle(START + 3 * SECOND)).isTrue();
    }

    @Test
    void tryTake_underSeveralQuotas_keepsToAllOfThem() {
        pace.learn(new QuotaReading("day", 10_000, 9_000, 3_600 * SECOND), START);
        pace.learn(new QuotaReading("minute", 60, 2, 60 * SECOND), START);

        assertThat(taken(START, 100)).as("of the two that a minute has left").isEqualTo(1);
        pace.ended(1, START);
        assertThat(taken(START + 60 * SECOND, 100))
                .as("a tenth of a new minute's")
                .isEqualTo(6);
        assertThat(pace.view(START + 60 * SECOND).limit()).isEqualTo(10_000);
    }

    @Test
    void tryTake_thatOneQuotaRefuses_takesNothingOfTheOthers() {
        pace.learn(new QuotaReading("day", 100, 50, 3_600 * SECOND), START);
        pace.learn(new QuotaReading("minute", 60, 0, 60 * SECOND), START);

        for (int i = 0; i < 10; i++) {
            assertThat(pace.tryTake(1, START)).isEqualTo(60 * SECOND);
        }

        pace.learn(new QuotaReading("minute", 60, 60, 120 * SECOND), START);
        assertThat(taken(START, 100)).as("a tenth of the fifty").isEqualTo(5);
    }

    @Test
    void learn_ofAnotherQuota_leavesTheFirstAsItIs() {
        pace.learn(new QuotaReading("day", 100, 0, 3_600 * SECOND), START);
        pace.learn(new QuotaReading("minute", 60, 60, 60 * SECOND), START);

        assertThat(pace.tryTake(1, START + 60 * SECOND)).isEqualTo(3_540 * SECOND);
        assertThat(pace.view(START).left()).isZero();
    }

    @Test
    void learn_ofMoreQuotasThanAreToldApart_learnsTheFirstOnes() {
        for (int i = 0; i < 100; i++) {
            pace.learn(new QuotaReading("quota " + i, 100, 50, 60 * SECOND), START);
        }
        pace.learn(new QuotaReading("quota 99", 100, 0, 60 * SECOND), START);

        assertThat(pace.tryTake(1, START)).isZero();
    }

    /** A quota counted in fixed windows, its reset told in whole seconds, and more calls than it allows. */
    @ParameterizedTest
    @CsvSource({"5, 500, 5", "5, 500, 50", "60, 600, 50", "10, 20, 5"})
    void tryTake_allTheTime_usesTheQuota_andNothingBeyond(int windowSeconds, int quota, int millisToAnswer) {
        pace.learn(new QuotaReading(quota, quota, windowSeconds * SECOND), START);
        Deque<Answer> answers = new ArrayDeque<>();
        long windowEnd = 0;
        int calls = 0;
        int all = 0;
        int windows = 0;
        for (long millis = 0; windows <= 20; millis += 5) {
            long now = START + TimeUnit.MILLISECONDS.toNanos(millis);
            while (!answers.isEmpty() && answers.element().atMillis() <= millis) {
                Answer answer = answers.remove();
                pace.ended(1, answer.sentNanos());
                pace.learn(answer.reading(), now);
            }
            while (pace.tryTake(1, now) == 0) {
                if (millis >= windowEnd) {
                    windowEnd = millis + windowSeconds * 1_000L;
                    calls = 0;
                    windows++;
                }
                calls++;
                all += windows <= 20 ? 1 : 0;
                assertThat(calls).as("calls in window " + windows).isLessThanOrEqualTo(quota);
                long reset = (windowEnd - millis + 999) / 1_000;
                answers.add(new Answer(
                        millis + millisToAnswer, now, new QuotaReading(quota, quota - calls, reset * SECOND)));
            }
        }

        assertThat(all).as("calls in 20 windows").isGreaterThanOrEqualTo(20 * quota * 97 / 100);
    }

    private record Answer(long atMillis, long sentNanos, QuotaReading reading) {}

    private int taken(long nowNanos, int tries) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += pace.tryTake(1, nowNanos) == 0 ? 1 : 0;
        }
        return taken;
    }
}
