package io.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.error.NetworkException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When connections are opened, while all is well and while the upstream is down. */
class DialerTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void start_opensTheFloor_eachLoopItsShare() {
        PoolModel model = PoolModel.of(2, "size", "5", "minIdle", "3").start();

        assertThat(model.loops.get(0).connector.pending).hasSize(2);
        assertThat(model.loops.get(1).connector.pending).hasSize(1);
    }

    @Test
    void lostConnectionOfTheFloor_isReplaced() {
        PoolModel model = PoolModel.of("minIdle", "1").start();
        FakeLink link = model.loop().connector.open();
        model.pass(SECOND.multipliedBy(2));

        link.lose();

        assertThat(model.loop().connector.pending).hasSize(1);
    }

    @Test
    void dials_areNeverMoreThanWaitersAndTheMissingFloor() {
        PoolModel model = PoolModel.of("size", "10", "minIdle", "1").start();
        List<FakeCall> calls =
                Stream.generate(() -> model.loop().call()).limit(3).toList();
        assertThat(model.figures().dialing()).isEqualTo(4);

        calls.forEach(FakeCall::leave);
        model.loop().call();

        assertThat(model.figures().dialing()).isEqualTo(4);
    }

    @Test
    void dialThatFailsAtOnce_isFollowedByAPause_notByAnother() {
        PoolModel model = PoolModel.of("size", "3");
        model.loop().connector.failAtOnce(FakeConnector.REFUSED);

        model.loop().call();
        model.loop().call();
        model.loop().call();

        assertThat(model.loop().connector.dials()).isEqualTo(1);
        model.pass(SECOND.multipliedBy(60));
        assertThat(model.calls).noneMatch(FakeCall::waits);
        assertThat(model.loop().connector.dials()).isLessThan(100);
    }

    @Test
    void failedDials_areRepeatedAfterPausesThatDouble_upToTheLongest() {
        PoolModel model = PoolModel.of("minIdle", "1", "reconnect.baseDelay", "100ms", "reconnect.maxDelay", "30s");
        model.jitter = 0.999_999;
        model.start();
        for (int i = 0; i < 12; i++) {
            model.loop().connector.fail(FakeConnector.REFUSED);
            while (model.loop().connector.pending.isEmpty()) {
                model.pass(Duration.ofMillis(10));
            }
        }

        assertThat(model.bus.events.stream().map(ConnectionEvent::millis))
                .containsExactly(
                        99L, 199L, 399L, 799L, 1_599L, 3_199L, 6_399L, 12_799L, 25_599L, 29_999L, 29_999L, 29_999L);
        assertThat(model.bus.events.stream().map(ConnectionEvent::failures))
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    }

    @Test
    void failedDials_neverPauseForMoreThanASecond_whileCallsWait() {
        PoolModel model = PoolModel.of("size", "3", "minIdle", "0", "reconnect.patience", "10m");
        model.jitter = 0.999_999;
        for (int i = 0; i < 3; i++) {
            model.loop().call();
        }
        model.loop().connector.failAtOnce(FakeConnector.REFUSED);
        List.copyOf(model.loop().connector.pending).forEach(dial -> dial.fail(FakeConnector.REFUSED));
        model.pass(SECOND.multipliedBy(10));
        int before = model.loop().connector.dials();

        model.pass(SECOND.multipliedBy(10));

        assertThat(model.loop().connector.dials() - before)
                .as("dials in 10 s, one at a time")
                .isBetween(9, 10);
    }

    @Test
    void callThatArrivesInALongPause_isNotKeptWaitingByIt() {
        PoolModel model = PoolModel.of("minIdle", "1");
        model.jitter = 0.999_999;
        model.loop().connector.failAtOnce(FakeConnector.REFUSED);
        model.start();
        model.pass(Duration.ofMinutes(2));
        model.loop().connector.failAtOnce(null);

        FakeCall call = model.loop().call();
        model.pass(SECOND);
        model.loop().connector.open();

        assertThat(call.served()).isTrue();
        assertThat(model.bus.types()).endsWith(ConnectionEvent.Type.RESTORED);
    }

    @Test
    void upstreamThatReturns_servesAllWaitersAtOnce() {
        PoolModel model = PoolModel.of("size", "3", "minIdle", "0");
        List<FakeCall> calls =
                Stream.generate(() -> model.loop().call()).limit(3).toList();
        List.copyOf(model.loop().connector.pending).forEach(dial -> dial.fail(FakeConnector.REFUSED));
        model.pass(SECOND);
        assertThat(model.loop().connector.pending).as("one dial at a time").hasSize(1);

        model.loop().connector.open();
        assertThat(model.loop().connector.pending).hasSize(2);
        List.copyOf(model.loop().connector.pending).forEach(FakeConnector.FakeDial::open);

        assertThat(calls).allMatch(FakeCall::served);
    }

    @Test
    void dialThatHangs_getsACompanionEachSecond_neverTwo() {
        PoolModel model = PoolModel.of("size", "1");
        FakeCall call = model.loop().call();
        for (int second = 1; second <= 4; second++) {
            model.pass(SECOND);
            assertThat(model.loop().connector.dials()).as("dials begun").isEqualTo(1 + second);
            assertThat(model.loop().connector.pending).hasSizeLessThanOrEqualTo(2);
        }
        assertThat(model.figures().dialing()).as("they share a permit").isEqualTo(1);

        model.loop().connector.pending.get(1).open();

        assertThat(call.served()).isTrue();
        assertThat(model.figures().open()).isEqualTo(1);
    }

    @Test
    void dialThatHangs_andItsCompanion_bothSucceeding_leaveOneConnection() {
        PoolModel model = PoolModel.of("size", "1");
        model.loop().call();
        model.pass(SECOND);
        FakeConnector.FakeDial first = model.loop().connector.pending.get(0);
        FakeConnector.FakeDial companion = model.loop().connector.pending.get(1);

        companion.open();
        FakeLink late = first.open();
        model.settle();

        assertThat(late.closedByPool()).isTrue();
        assertThat(model.figures().open()).isEqualTo(1);
    }

    @Test
    void dialThatHangs_withNobodyWaiting_getsNoCompanion() {
        PoolModel model = PoolModel.of("minIdle", "1").start();

        model.pass(SECOND.multipliedBy(4));

        assertThat(model.loop().connector.dials()).isEqualTo(1);
    }

    @Test
    void blackHole_dialsASecondApart_forAsLongAsCallsWait() {
        PoolModel model = PoolModel.of("size", "5", "minIdle", "0", "reconnect.patience", "10m");
        model.loop().call();
        model.pass(SECOND.multipliedBy(10));
        int before = model.loop().connector.dials();

        model.pass(SECOND.multipliedBy(20));

        assertThat(model.loop().connector.dials() - before).as("dials in 20 s").isBetween(18, 28);
        assertThat(model.loop().connector.pending).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void calls_waitOutFailingDials_forTheirPatience_thenGetTheFailure() {
        PoolModel model = PoolModel.of("reconnect.patience", "2s");
        model.loop().connector.failAtOnce(FakeConnector.REFUSED);
        FakeCall call = model.loop().call();

        model.pass(Duration.ofMillis(1_900));
        assertThat(call.waits()).isTrue();
        model.pass(Duration.ofMillis(1_200));

        assertThat(call.refusal()).isSameAs(FakeConnector.REFUSED);
    }

    @Test
    void calls_towardsABlackHoleKnownToBeOne_getTheTimeoutAfterTheirPatience() {
        PoolModel model = PoolModel.of("size", "5", "minIdle", "0", "reconnect.patience", "2s");
        model.loop().call();
        model.pass(Duration.ofSeconds(7));
        FakeCall call = model.loop().call();

        model.pass(Duration.ofMillis(3_100));

        assertThat(call.refusal().problem()).isEqualTo(Problem.CONNECTION_TIMEOUT);
    }

    @ParameterizedTest
    @EnumSource(names = {"DNS_FAILURE", "TLS_FAILURE"})
    void calls_getAFailureThatNoPatienceHelps_atOnce(Problem problem) {
        PoolModel model = PoolModel.of(2);
        FakeCall own = model.loops.get(0).call();
        FakeCall other = model.loops.get(1).call();
        PenstockException failure = new NetworkException(problem, "hopeless", true);

        model.loops.get(0).connector.fail(failure);
        model.settle();

        assertThat(own.refusal()).isSameAs(failure);
        assertThat(other.refusal()).isSameAs(failure);
    }

    @Test
    void failure_isNotTheAnswer_whileAnotherConnectionIsOpen() {
        PoolModel model = PoolModel.of("size", "2", "minIdle", "1").start();
        model.loop().connector.open();
        FakeCall holder = model.loop().call();
        FakeCall waiter = model.loop().call();
        model.loop().connector.failAtOnce(FakeConnector.REFUSED);
        model.loop().connector.fail(FakeConnector.REFUSED);
        model.pass(SECOND.multipliedBy(5));
        assertThat(waiter.waits()).isTrue();

        holder.release(true);

        assertThat(waiter.served()).isTrue();
    }

    @Test
    void serverThatClosesEachConnectionAtOnce_isDialedAtGrowingIntervals() {
        PoolModel model = PoolModel.of("minIdle", "1");
        model.jitter = 0.999_999;
        model.start();
        for (int i = 0; i < 60_000; i += 10) {
            if (!model.loop().connector.pending.isEmpty()) {
                model.loop().connector.open().lose();
            }
            model.pass(Duration.ofMillis(10));
        }

        assertThat(model.loop().connector.dials()).as("dials in a minute").isBetween(8, 14);
    }

    @Test
    void connectionThatClosesAfterHavingServed_isNoFailure() {
        PoolModel model = PoolModel.of("minIdle", "1").start();
        for (int i = 0; i < 10; i++) {
            FakeLink link = model.loop().connector.open();
            model.loop().serveOne();
            link.lose();
            assertThat(model.loop().connector.pending)
                    .as("dialed again at once")
                    .hasSize(1);
        }
    }

    @Test
    void permitFreedOnOneLoop_servesTheWaiterOfAnother() {
        PoolModel model = PoolModel.of(2, "size", "1", "minIdle", "0");
        FakeCall holder = model.loops.get(0).call();
        model.loops.get(0).connector.open();
        FakeCall waiter = model.loops.get(1).call();
        model.settle();

        holder.release(false);
        model.settle();
        model.loops.forEach(loop -> List.copyOf(loop.connector.pending).forEach(FakeConnector.FakeDial::open));
        model.settle();

        assertThat(waiter.served()).isTrue();
    }
}
