package io.penstock.resilience.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.BreakerConfig;
import io.penstock.testing.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private static final long MILLI = 1_000_000;
    private static final BreakerSettings DEFAULTS = BreakerSettings.of(BreakerConfig.defaults());
    private static final BreakerSettings SLOW =
            new BreakerSettings(true, 0, 0, 4, 60_000 * MILLI, 100 * MILLI, 0.5, 1, 1, 1_000 * MILLI, 1_000 * MILLI);

    private final FakeTicker ticker = new FakeTicker();
    private final List<String> changes = new ArrayList<>();

    @Test
    void failed_asOftenInARowAsTheThreshold_opens() {
        Breaker breaker = breaker(DEFAULTS);

        fail(breaker, 4);
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
        assertThat(breaker.status().failures()).isEqualTo(4);
        fail(breaker, 1);

        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
        assertThat(changes).containsExactly("closed > open: consecutive-failures");
        assertThat(breaker.tryAcquire(ticker.nanos()))
                .isEqualTo(Duration.ofSeconds(30).toNanos());
    }

    @Test
    void failed_withSuccessesBetween_staysClosedBelowTheRate() {
        Breaker breaker = breaker(DEFAULTS);

        for (int i = 0; i < 100; i++) {
            fail(breaker, 1);
            succeed(breaker, 2);
        }

        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
        assertThat(breaker.status().windowCalls()).isEqualTo(300);
        assertThat(breaker.status().windowFailures()).isEqualTo(100);
    }

    @Test
    void failed_atTheRateOfEnoughCalls_opens() {
        Breaker breaker = breaker(DEFAULTS);

        for (int i = 0; i < 9; i++) {
            succeed(breaker, 1);
            fail(breaker, 1);
        }
        assertThat(breaker.state()).as("after 18 calls").isEqualTo(BreakerState.CLOSED);
        succeed(breaker, 1);
        fail(breaker, 1);

        assertThat(changes).containsExactly("closed > open: failure-rate");
    }

    @Test
    void failed_beforeTheWindow_isForgotten() {
        Breaker breaker = breaker(DEFAULTS);
        for (int i = 0; i < 9; i++) {
            succeed(breaker, 1);
            fail(breaker, 1);
        }

        ticker.advance(Duration.ofSeconds(60));
        succeed(breaker, 19);
        fail(breaker, 1);

        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
        assertThat(breaker.status().windowCalls()).isEqualTo(20);
    }

    @Test
    void succeeded_slowlyAtTheRateOfEnoughCalls_opens() {
        Breaker breaker = breaker(SLOW);

        call(breaker, true, 99 * MILLI);
        call(breaker, true, 99 * MILLI);
        call(breaker, true, 100 * MILLI);
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
        call(breaker, true, 100 * MILLI);

        assertThat(changes).containsExactly("closed > open: slow-call-rate");
    }

    @Test
    void tryAcquire_whenTheTimeIsOver_letsSoManyCallsThroughAtOnce() {
        Breaker breaker = opened();

        ticker.advanceMillis(29_999);
        assertThat(breaker.tryAcquire(ticker.nanos())).isEqualTo(MILLI);
        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
        ticker.advanceMillis(1);

        assertThat(breaker.tryAcquire(ticker.nanos())).isZero();
        assertThat(breaker.tryAcquire(ticker.nanos())).isZero();
        assertThat(breaker.tryAcquire(ticker.nanos())).isZero();
        assertThat(breaker.tryAcquire(ticker.nanos())).isPositive();
        assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);
    }

    @Test
    void succeeded_halfOpen_closesAfterTheThresholdAndCountsAnew() {
        Breaker breaker = halfOpen();

        succeed(breaker, 2);
        assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);
        succeed(breaker, 1);

        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
        assertThat(breaker.status().failures()).isZero();
        assertThat(breaker.status().windowCalls()).isZero();
    }

    @Test
    void failed_halfOpen_opensForTwiceAsLongUpToTheMost() {
        Breaker breaker = opened();
        List<Long> waits = new ArrayList<>();

        for (int i = 0; i < 6; i++) {
            waits.add(breaker.status().nextAttemptMillis());
            ticker.advanceMillis(breaker.status().nextAttemptMillis());
            fail(breaker, 1);
        }

        assertThat(waits).containsExactly(30_000L, 60_000L, 120_000L, 240_000L, 300_000L, 300_000L);
    }

    @Test
    void failed_longAfterItClosed_opensForTheFirstTimeAgain() {
        Breaker breaker = halfOpen();
        succeed(breaker, 3);

        ticker.advance(Duration.ofSeconds(60));
        fail(breaker, 5);

        assertThat(breaker.status().nextAttemptMillis()).isEqualTo(30_000);
    }

    @Test
    void failed_soonAfterItClosed_opensForLonger() {
        Breaker breaker = halfOpen();
        succeed(breaker, 3);

        ticker.advance(Duration.ofSeconds(59));
        fail(breaker, 5);

        assertThat(breaker.status().nextAttemptMillis()).isEqualTo(60_000);
        assertThat(breaker.status().openings()).isEqualTo(2);
    }

    @Test
    void opens_withJitter_forNoLongerThanSetAndNoLessThanNineTenths() {
        Breaker breaker = new Breaker(DEFAULTS, ticker, () -> Long.MAX_VALUE, this::changed);

        fail(breaker, 5);

        assertThat(breaker.status().nextAttemptMillis()).isBetween(27_000L, 28_600L);
    }

    @Test
    void giveBack_halfOpen_freesThePlaceAndTellsNothing() {
        Breaker breaker = halfOpen();
        long granted = ticker.nanos();
        for (int i = 0; i < 100; i++) {
            assertThat(breaker.tryAcquire(granted)).isZero();
            breaker.giveBack(granted);
        }

        assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);
    }

    @Test
    void result_ofAnEarlierPeriod_isNotCounted() {
        Breaker breaker = breaker(DEFAULTS);
        long early = ticker.nanos();
        assertThat(breaker.tryAcquire(early)).isZero();
        ticker.advanceMillis(1);
        fail(breaker, 5);
        ticker.advance(Duration.ofSeconds(30));
        assertThat(breaker.tryAcquire(ticker.nanos())).isZero();

        breaker.failed(early, ticker.nanos(), 1);
        breaker.succeeded(early, ticker.nanos(), 1);
        breaker.giveBack(early);

        assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);
        assertThat(breaker.tryAcquire(ticker.nanos())).isZero();
        assertThat(breaker.tryAcquire(ticker.nanos())).isZero();
        assertThat(breaker.tryAcquire(ticker.nanos())).as("a fourth place").isPositive();
    }

    @Test
    void tryAcquire_byALookAtTheClockBeforeThePeriod_isRefused() {
        Breaker breaker = opened();
        ticker.advance(Duration.ofSeconds(30));
        long before = ticker.nanos() - 1;
        assertThat(breaker.tryAcquire(ticker.nanos())).isZero();

        assertThat(breaker.tryAcquire(before)).isPositive();
    }

    @Test
    void unreachable_countsAsAFailureWithoutAPermit() {
        Breaker breaker = breaker(DEFAULTS);

        for (int i = 0; i < 5; i++) {
            breaker.unreachable(ticker.nanos());
        }
        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
        ticker.advance(Duration.ofSeconds(30));
        assertThat(breaker.waitNanos(ticker.nanos())).isZero();
        breaker.unreachable(ticker.nanos());

        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
        assertThat(breaker.status().openings()).isEqualTo(2);
    }

    @Test
    void broken_afterASuccess_isOneFailureOfThatCall() {
        Breaker breaker = breaker(DEFAULTS);

        for (int i = 0; i < 20; i++) {
            long granted = ticker.nanos();
            breaker.succeeded(granted, granted, 1);
            if (i % 2 == 1) {
                breaker.broken(granted, granted);
            }
        }

        assertThat(changes).containsExactly("closed > open: failure-rate");
    }

    @Test
    void forceOpen_refusesUntilItIsClosed() {
        Breaker breaker = breaker(DEFAULTS);

        breaker.forceOpen();
        ticker.advance(Duration.ofDays(1));

        assertThat(breaker.tryAcquire(ticker.nanos())).isEqualTo(Period.NEVER);
        assertThat(breaker.status().nextAttemptMillis()).isEqualTo(-1);
        breaker.close();
        assertThat(breaker.tryAcquire(ticker.nanos())).isZero();
        assertThat(changes).containsExactly("closed > forced-open: on-request", "forced-open > closed: on-request");
    }

    @Test
    void close_remembersTheOpenings_resetDoesNot() {
        Breaker breaker = opened();
        breaker.close();
        fail(breaker, 5);
        assertThat(breaker.status().openings()).isEqualTo(2);

        breaker.reset();
        fail(breaker, 5);

        assertThat(breaker.status().openings()).isEqualTo(1);
    }

    @Test
    void disabled_countsNothingButCanBeForcedOpen() {
        Breaker breaker = breaker(BreakerSettings.of(BreakerConfig.defaults().withEnabled(false)));

        fail(breaker, 100);
        assertThat(breaker.state()).isEqualTo(BreakerState.DISABLED);
        breaker.forceOpen();
        assertThat(breaker.tryAcquire(ticker.nanos())).isPositive();
        breaker.reset();

        assertThat(breaker.state()).isEqualTo(BreakerState.DISABLED);
    }

    @Test
    void change_whoseListenerFails_isMadeNevertheless() {
        Breaker breaker = new Breaker(DEFAULTS, ticker, () -> 0, (from, to, cause, openNanos) -> {
            throw new IllegalStateException("a listener that fails");
        });

        fail(breaker, 5);

        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }

    private Breaker breaker(BreakerSettings settings) {
        return new Breaker(settings, ticker, () -> 0, this::changed);
    }

    private void changed(BreakerState from, BreakerState to, BreakerCause cause, long openNanos) {
        changes.add(from.label() + " > " + to.label() + ": " + cause.label());
    }

    private Breaker opened() {
        Breaker breaker = breaker(DEFAULTS);
        fail(breaker, 5);
        return breaker;
    }

    private Breaker halfOpen() {
        Breaker breaker = opened();
        ticker.advance(Duration.ofSeconds(30));
        return breaker;
    }

    private void fail(Breaker breaker, int times) {
        for (int i = 0; i < times; i++) {
            call(breaker, false, MILLI);
        }
    }

    private void succeed(Breaker breaker, int times) {
        for (int i = 0; i < times; i++) {
            call(breaker, true, MILLI);
        }
    }

    private void call(Breaker breaker, boolean success, long tookNanos) {
        long granted = ticker.nanos();
        assertThat(breaker.tryAcquire(granted)).as("the permit of a call").isZero();
        if (success) {
            breaker.succeeded(granted, granted, tookNanos);
        } else {
            breaker.failed(granted, granted, tookNanos);
        }
    }
}
