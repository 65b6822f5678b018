package io.penstock.resilience.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The budget grants no more than its part of the requests, whichever loops they came to, and loses nothing. */
class RetryBudgetProperties {

    private static final double RATIO = 0.2;
    private static final int FLOOR = 10;
    private static final int LOOPS = 4;

    /** What happens on a loop, after a while. */
    record Step(What what, int loop, int millis) {}

    enum What {
        REQUEST,
        RESERVE,
        SEND,
        GIVE_BACK
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        // Requests are the most frequent, as they are.
        Arbitrary<What> what = Arbitraries.of(
                What.REQUEST, What.REQUEST, What.REQUEST, What.RESERVE, What.RESERVE, What.SEND, What.GIVE_BACK);
        return Combinators.combine(
                        what,
                        Arbitraries.integers().between(0, LOOPS - 1),
                        Arbitraries.integers().between(0, 400))
                .as(Step::new)
                .list()
                .ofMaxSize(400);
    }

    @Property
    void reserved_neverExceedsThePartOfTheRequests(@ForAll("steps") List<Step> steps) {
        FakeTicker ticker = new FakeTicker();
        RetryBudget budget = new RetryBudget(RATIO, FLOOR, ticker);
        List<RetryBudget.Share> loops =
                LongStream.range(0, LOOPS).mapToObj(i -> budget.share()).toList();
        List<Long> requests = new ArrayList<>();
        List<Long> sent = new ArrayList<>();
        int waiting = 0;
        for (Step step : steps) {
            ticker.advanceMillis(step.millis());
            long now = ticker.nanos();
            RetryBudget.Share loop = loops.get(step.loop());
            switch (step.what()) {
                case REQUEST -> {
                    loop.requested(now);
                    requests.add(now);
                }
                case RESERVE -> {
                    boolean granted = loop.reserve(now);
                    waiting += granted ? 1 : 0;
                    if (granted) {
                        // Slots are of a second: what is older than nine may be forgotten, what is older than ten is.
                        assertThat(waiting + within(sent, now, 9))
                                .isLessThanOrEqualTo(Math.max(FLOOR, (int) (RATIO * within(requests, now, 10))));
                    } else {
                        assertThat(waiting + within(sent, now, 10))
                                .isGreaterThanOrEqualTo(Math.max(FLOOR, (int) (RATIO * within(requests, now, 9))));
                    }
                }
                case SEND -> {
                    if (waiting > 0) {
                        waiting--;
                        loop.sent(now);
                        sent.add(now);
                    }
                }
                case GIVE_BACK -> {
                    if (waiting > 0) {
                        waiting--;
                        loop.giveBack();
                    }
                }
            }
        }
    }

    private static int within(List<Long> moments, long now, int seconds) {
        return (int) moments.stream()
                .filter(moment -> now - moment <= TimeUnit.SECONDS.toNanos(seconds))
                .count();
    }

    @Property
    void upstreamThatFailsThroughout_getsAFifthMoreAtMost(@ForAll @IntRange(min = 100, max = 1_000) int perSecond) {
        FakeTicker ticker = new FakeTicker();
        RetryBudget budget = new RetryBudget(RATIO, FLOOR, ticker);
        RetryBudget.Share loop = budget.share();
        int requests = 0;
        int retries = 0;
        for (int i = 0; i < 20 * perSecond; i++) {
            ticker.advanceNanos(TimeUnit.SECONDS.toNanos(1) / perSecond);
            loop.requested(ticker.nanos());
            requests++;
            // Each request would like three more.
            for (int retry = 0; retry < 3 && loop.reserve(ticker.nanos()); retry++) {
                loop.sent(ticker.nanos());
                retries++;
            }
        }

        assertThat((double) retries / requests).isBetween(0.18, 0.21);
    }

    @Test
    void retryThatWaits_countsForAsLongAsItDoes() {
        FakeTicker ticker = new FakeTicker();
        RetryBudget.Share loop = new RetryBudget(RATIO, 1, ticker).share();

        assertThat(loop.reserve(ticker.nanos())).isTrue();
        ticker.advance(Duration.ofMinutes(1));

        assertThat(loop.reserve(ticker.nanos())).isFalse();
        loop.giveBack();
        assertThat(loop.reserve(ticker.nanos())).isTrue();
    }
}
