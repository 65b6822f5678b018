package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.FakeTicker;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ShutdownTest {

    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final FakeTicker ticker = new FakeTicker(Long.MAX_VALUE - 5);
    private final Promise<Void> closing = Promise.promise();
    private final AtomicInteger closes = new AtomicInteger();
    private final List<Integer> halts = new ArrayList<>();
    private final Shutdown shutdown = shutdown(DRAIN);

    @Test
    void signal_closesOnce_andExitsWithZeroWhereAllEnded() {
        shutdown.signalled(Signals.TERM);
        ticker.advance(DRAIN.minusMillis(1));
        closing.complete();

        assertThat(shutdown.await()).isZero();
        assertThat(closes).hasValue(1);
        assertThat(halts).isEmpty();
    }

    @Test
    void signal_whoseDrainRanOut_exitsWithTheSignalsCode() {
        shutdown.signalled(Signals.TERM);
        ticker.advance(DRAIN);
        closing.complete();

        assertThat(shutdown.await()).isEqualTo(143);
    }

    @Test
    void signal_withoutDrain_isInOrderAtOnce() {
        Shutdown withoutDrain = shutdown(Duration.ZERO);
        withoutDrain.signalled(Signals.INT);
        closing.complete();

        assertThat(withoutDrain.await()).isZero();
    }

    @Test
    void secondSignal_haltsAtOnce_withItsOwnCode() {
        shutdown.signalled(Signals.TERM);
        shutdown.signalled(Signals.INT);

        assertThat(halts).containsExactly(130);
        assertThat(closes).hasValue(1);
    }

    @Test
    void failure_drainsLikewise_andExitsWithOne() {
        shutdown.failed(new AssertionError("a defect"));
        closing.complete();

        assertThat(closes).hasValue(1);
        assertThat(shutdown.await()).isEqualTo(1);
    }

    @Test
    void errorOnALoop_stops_butAnExceptionOfOneCallDoesNot() {
        shutdown.failedOnLoop(new IllegalStateException("of one call"));
        assertThat(closes).hasValue(0);

        shutdown.failedOnLoop(new NoClassDefFoundError("x"));
        closing.complete();
        assertThat(closes).hasValue(1);
        assertThat(shutdown.await()).isEqualTo(1);
    }

    @Test
    void failure_duringAStop_changesNothing() {
        shutdown.signalled(Signals.TERM);
        shutdown.failed(new IllegalStateException("late"));
        shutdown.failed(new IllegalStateException("later"));
        closing.complete();

        assertThat(closes).hasValue(1);
        assertThat(halts).isEmpty();
        assertThat(shutdown.await()).isZero();
    }

    @Test
    void signal_afterAFailure_haltsAtOnce() {
        shutdown.failed(new IllegalStateException("a defect"));
        shutdown.signalled(Signals.TERM);

        assertThat(halts).containsExactly(143);
    }

    @Test
    void closing_thatFails_exitsWithOne() {
        shutdown.signalled(Signals.TERM);
        closing.fail("no");

        assertThat(shutdown.await()).isEqualTo(1);
    }

    @Test
    void closing_thatThrows_exitsWithOne() {
        Shutdown throwing = new Shutdown(
                () -> {
                    throw new IllegalStateException("no");
                },
                DRAIN,
                halts::add,
                ticker);
        throwing.signalled(Signals.TERM);

        assertThat(throwing.await()).isEqualTo(1);
    }

    private Shutdown shutdown(Duration drain) {
        return new Shutdown(this::close, drain, halts::add, ticker);
    }

    private Future<Void> close() {
        closes.incrementAndGet();
        return closing.future();
    }
}
