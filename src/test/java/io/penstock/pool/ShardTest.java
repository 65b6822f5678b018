package io.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.error.Problem;
import io.penstock.metrics.Retirement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who gets which connection, and when: on fakes, with the clock and the event loops moved by hand. */
class ShardTest {

    @Test
    void acquire_withAConnectionAtHand_isServedOnTheSpotByTheNewest() {
        PoolModel model = PoolModel.of();
        FakeCall first = model.loop().call();
        FakeCall second = model.loop().call();
        model.loop().connector.open();
        FakeLink newest = model.loop().connector.open();
        first.release(true);
        second.release(true);

        FakeCall next = model.loop().call();

        assertThat(next.lease().connection().link()).isSameAs(newest);
        assertThat(next.lease().reused()).isTrue();
        assertThat(first.lease().reused()).isFalse();
    }

    @Test
    void acquire_beyondTheQueuesLength_isRefusedWithARetryAfter() {
        PoolModel model = PoolModel.of("maxWaiting", "2");
        model.loop().call();
        model.loop().call();

        FakeCall refused = model.loop().call();

        assertThat(refused.refusal().problem()).isEqualTo(Problem.POOL_QUEUE_FULL);
        assertThat(refused.refusal().retryAfterMillis()).isPositive();
        assertThat(model.recorded.refusals).containsExactly("pool-queue-full");
    }

    @Test
    void acquire_beyondItsWait_isRefusedWithARetryAfterAndLeavesTheQueue() {
        PoolModel model = PoolModel.of("size", "1");
        FakeCall holder = model.loop().call();
        model.loop().connector.open();
        FakeCall waiter = model.loop().call(false, Duration.ofMillis(250));

        model.pass(Duration.ofMillis(240));
        assertThat(waiter.waits()).isTrue();
        model.pass(Duration.ofMillis(20));

        assertThat(waiter.refusal().problem()).isEqualTo(Problem.POOL_TIMEOUT);
        assertThat(waiter.refusal().retryAfterMillis()).isPositive();
        assertThat(model.pool.waiting()).isZero();
        assertThat(holder.served()).isTrue();
    }

    @Test
    void acquire_thatAllowsNoWait_isServedByAnIdleConnectionOrRefused() {
        PoolModel model = PoolModel.of("size", "1").start();
        model.loop().connector.open();

        assertThat(model.loop().call(false, Duration.ZERO).served()).isTrue();
        assertThat(model.loop().call(false, Duration.ZERO).refusal().problem()).isEqualTo(Problem.POOL_TIMEOUT);
    }

    @Test
    void waiters_ofSeveralLoops_areServedInTheOrderInWhichTheyCame() {
        PoolModel model = PoolModel.of(3, "size", "1");
        FakeCall holder = model.loops.get(0).call();
        model.loops.get(0).connector.open();
        List<FakeCall> served = new ArrayList<>();
        List<FakeCall> waiters = Stream.of(1, 0, 2, 2, 1, 0)
                .map(loop -> model.loops.get(loop).call())
                .toList();

        holder.release(true);
        for (int i = 0; i < waiters.size(); i++) {
            model.settle();
            waiters.stream().filter(FakeCall::holds).forEach(call -> {
                served.add(call);
                call.release(true);
            });
        }

        assertThat(served).containsExactlyElementsOf(waiters);
    }

    @Test
    void acquire_whileOthersWait_doesNotOvertakeThem() {
        PoolModel model = PoolModel.of("size", "1");
        FakeCall holder = model.loop().call();
        model.loop().connector.open();
        FakeCall early = model.loop().call();

        FakeCall late = model.loop().call();
        holder.release(true);

        assertThat(early.served()).isTrue();
        assertThat(late.waits()).isTrue();
    }

    @Test
    void leave_givesThePlaceToTheNext() {
        PoolModel model = PoolModel.of("size", "1", "maxWaiting", "2");
        FakeCall holder = model.loop().call();
        model.loop().connector.open();
        FakeCall leaver = model.loop().call();
        FakeCall next = model.loop().call();

        leaver.leave();
        assertThat(model.loop().call().waits())
                .as("there is room in the queue again")
                .isTrue();
        holder.release(true);

        assertThat(next.served()).isTrue();
        assertThat(leaver.served()).isFalse();
    }

    @Test
    void leave_whileTheLeaseIsOnItsWayFromAnotherLoop_givesTheLeaseBack() {
        PoolModel model = PoolModel.of(2, "size", "1");
        FakeCall holder = model.loops.get(0).call();
        model.loops.get(0).connector.open();
        FakeCall leaver = model.loops.get(1).call();

        holder.release(true);
        leaver.leave();
        model.settle();

        assertThat(leaver.served()).isFalse();
        assertThat(model.pool.active()).isZero();
        assertThat(model.loops.get(0).call().served()).isTrue();
    }

    @Test
    void size_holdsForAllLoopsTogether() {
        PoolModel model = PoolModel.of(8, "size", "5");
        model.loops.forEach(loop -> loop.call());
        model.settle();

        assertThat(model.loops.stream().mapToInt(loop -> loop.connector.dials()).sum())
                .isEqualTo(5);
        assertThat(model.figures().dialing()).isEqualTo(5);
    }

    @Test
    void loopWithoutAConnection_borrowsAnIdleOneAndDialsNone() {
        PoolModel model = PoolModel.of(2, "size", "1").start();
        FakeLink link = model.loops.get(0).connector.open();

        FakeCall borrower = model.loops.get(1).call();
        model.settle();

        assertThat(borrower.lease().connection().link()).isSameAs(link);
        assertThat(model.loops.get(1).connector.dials()).isZero();
        assertThat(model.recorded.borrows).isEqualTo(1);
    }

    @Test
    void loopThatBorrowsOften_opensItsOwn_whereAPermitIsFree() {
        PoolModel model = PoolModel.of(2, "size", "2").start();
        model.loops.get(0).connector.open();
        for (int i = 0; i < 8; i++) {
            model.loops.get(1).serveOne();
        }
        assertThat(model.loops.get(1).connector.dials()).isZero();

        model.loops.get(1).serveOne();
        assertThat(model.loops.get(1).connector.dials()).isEqualTo(1);
        model.loops.get(1).connector.open();
        model.loops.get(1).serveOne();

        assertThat(model.recorded.borrows).as("the last one was its own").isEqualTo(9);
    }

    @Test
    void lightRequestsOfOneLoop_overTheOnlyConnectionOfAnother_openNoSecondOne() {
        PoolModel model = PoolModel.of(8, "size", "1").start();
        model.loops.get(0).connector.open();
        for (int i = 0; i < 10_000; i++) {
            model.loops.get(7).serveOne();
        }

        assertThat(model.recorded.dialed).isEqualTo(1);
    }

    @Test
    void connectionThatOneLoopBorrowsAlways_movesThere_onceItHasPaidForItself() {
        PoolModel model = PoolModel.of(2, "size", "1", "ping.interval", "0s").start();
        model.loops.get(0).connector.open();
        model.pass(Duration.ofSeconds(61));
        for (int i = 0; i < 255; i++) {
            model.loops.get(1).serveOne();
        }
        assertThat(model.recorded.retirements).isEmpty();

        model.loops.get(1).serveOne();
        assertThat(model.recorded.retirements).containsExactly(Retirement.MOVED);
        assertThat(model.loops.get(0).connector.pending).isEmpty();
        model.loops.get(1).connector.open();
        model.loops.get(1).serveOne();

        assertThat(model.recorded.borrows).isEqualTo(256);
        assertThat(model.figures().open()).isEqualTo(1);
    }

    @Test
    void connectionThatItsOwnLoopUsesToo_doesNotMove() {
        PoolModel model = PoolModel.of(2, "size", "1", "ping.interval", "0s").start();
        model.loops.get(0).connector.open();
        model.pass(Duration.ofSeconds(61));
        for (int i = 0; i < 600; i++) {
            model.loops.get(i % 200 == 0 ? 0 : 1).serveOne();
        }

        assertThat(model.recorded.retirements).isEmpty();
    }

    @Test
    void fresh_isServedByNoConnectionThatStoodInThePool_butByOneOpenedForIt() {
        PoolModel model = PoolModel.of("size", "3", "minIdle", "2").start();
        model.loop().connector.open();
        model.loop().connector.open();
        model.loop().serveOne();

        FakeCall fresh = model.loop().call(true, Duration.ofSeconds(5));
        model.settle();
        assertThat(fresh.waits()).isTrue();
        model.loop().connector.open();

        assertThat(fresh.lease().fresh()).isTrue();
        assertThat(model.recorded.retirements).isEmpty();
    }

    @Test
    void fresh_whereAllPermitsAreInUsedConnections_makesOneOfThemGiveWay() {
        PoolModel model = PoolModel.of("size", "2");
        FakeCall one = model.loop().call();
        FakeCall two = model.loop().call();
        model.loop().connector.open();
        model.loop().connector.open();
        one.release(true);
        two.release(true);

        FakeCall fresh = model.loop().call(true, Duration.ofSeconds(5));
        model.settle();
        assertThat(model.recorded.retirements).containsExactly(Retirement.NOT_REUSABLE);
        model.loop().connector.open();

        assertThat(fresh.lease().fresh()).isTrue();
        assertThat(model.figures().open()).isEqualTo(2);
    }

    @Test
    void fresh_whereAllConnectionsCarryOtherStreams_drainsOneOnly() {
        PoolModel model = PoolModel.of("size", "2");
        model.loop().connector.multiplex(10);
        List<FakeCall> busy = List.of(model.loop().call(), model.loop().call());
        model.loop().connector.open();
        model.loop().connector.open();
        assertThat(busy).allMatch(FakeCall::served);
        model.loop().call();

        FakeCall fresh = model.loop().call(true, Duration.ofSeconds(5));
        model.settle();

        assertThat(model.recorded.retirements).hasSize(1);
        assertThat(model.figures().open()).isEqualTo(2);
        model.calls.forEach(call -> call.release(true));
        model.settle();
        model.loop().connector.open();
        assertThat(fresh.served()).isTrue();
    }

    @Test
    void multiplexed_carriesUpToItsStreams_andNoMore() {
        PoolModel model = PoolModel.of("size", "1", "http2Streams", "3");
        model.loop().connector.multiplex(10);
        List<FakeCall> calls =
                Stream.generate(() -> model.loop().call()).limit(4).toList();
        model.loop().connector.open();

        assertThat(calls.stream().filter(FakeCall::served)).hasSize(3);
        calls.get(0).release(true);
        assertThat(calls.get(3).served()).isTrue();
        model.verify();
    }

    @Test
    void lostConnection_failsItsLeaseOnTheBorrowersLoop_andFreesItsPermit() {
        PoolModel model = PoolModel.of(2, "size", "1").start();
        FakeLink link = model.loops.get(0).connector.open();
        FakeCall borrower = model.loops.get(1).call();
        model.settle();

        link.lose();
        assertThat(borrower.lost()).as("told in a turn of its own loop").isFalse();
        model.settle();

        assertThat(borrower.lost()).isTrue();
        assertThat(model.figures().open()).isZero();
        assertThat(model.bus.types()).contains(ConnectionEvent.Type.LOST);
    }

    @Test
    void unfitConnection_finishesWhatItCarries_andServesNothingMore() {
        PoolModel model = PoolModel.of("size", "1").start();
        FakeLink link = model.loop().connector.open();
        FakeCall holder = model.loop().call();
        FakeCall waiter = model.loop().call();

        link.unfit(Link.Unfit.FRAMING);
        assertThat(link.alive()).isTrue();
        holder.release(true);

        assertThat(link.closedByPool()).isTrue();
        assertThat(waiter.waits()).isTrue();
        assertThat(model.recorded.retirements).containsExactly(Retirement.FRAMING);
        model.loop().connector.open();
        assertThat(waiter.served()).isTrue();
    }

    @Test
    void connectionPerRequest_isClosedAfterEachOne() {
        PoolModel model = PoolModel.of(1, false, "size", "2", "minIdle", "1").start();
        assertThat(model.loop().connector.pending).isEmpty();
        for (int i = 0; i < 3; i++) {
            FakeCall call = model.loop().call();
            FakeLink link = model.loop().connector.open();
            call.release(true);
            assertThat(link.closedByPool()).isTrue();
        }
        model.settle();

        assertThat(model.figures().free()).isEqualTo(2);
        assertThat(model.loop().connector.pending).isEmpty();
    }

    @Test
    void streams_areBoundedOnHttp1_andNotOnHttp2() {
        PoolModel model = PoolModel.of("size", "3");
        List<FakeCall> calls =
                Stream.generate(() -> model.loop().call()).limit(3).toList();
        calls.forEach(call -> model.loop().connector.open());

        assertThat(calls.get(0).lease().claimStream()).isTrue();
        assertThat(calls.get(1).lease().claimStream()).isTrue();
        assertThat(calls.get(2).lease().claimStream()).isFalse();
        calls.get(1).release(false);
        assertThat(calls.get(2).lease().claimStream()).isTrue();
        assertThat(model.pool.streams()).isEqualTo(2);
    }

    @Test
    void close_refusesWaitersAndFailsLeases() {
        PoolModel model = PoolModel.of("size", "1");
        FakeCall holder = model.loop().call();
        model.loop().connector.open();
        FakeCall waiter = model.loop().call();

        model.close();

        assertThat(waiter.refusal().problem()).isEqualTo(Problem.SHUTTING_DOWN);
        assertThat(holder.lost()).isTrue();
        assertThat(model.loop().call().refusal().problem()).isEqualTo(Problem.SHUTTING_DOWN);
        holder.release(true);
        assertThat(model.figures().free()).isEqualTo(1);
        assertThat(model.armed()).isZero();
    }
}
