package io.penstock.batching.coalesce;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.error.Problem;
import io.penstock.error.TimeoutException;
import io.penstock.exchange.MemoryPressure;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Readers of a shared answer that are slow or late, and what is kept for them. */
class SharedPaceTest {

    private final CoalescingRig rig = new CoalescingRig(2);

    @AfterEach
    void nothingIsLeft() {
        rig.finish();
    }

    @Test
    void slowFollower_holdsTheOthersBackOnceItIsTooFarBehind_andIsCutLooseInTheEnd() {
        ManualCaller leader = rig.get(0, "/a");
        ManualCaller slow = rig.get(1, "/a");
        rig.settle();
        ManualCall call = rig.calls.get(0).answer();
        rig.settle();
        slow.pause();
        for (int i = 0; i < 1_000 && !call.paused; i++) {
            call.send(4_096);
            rig.settle();
        }
        assertThat(call.paused).isTrue();
        long before = leader.received;
        rig.advance(CoalescingRig.HOLD_BACK.plus(Duration.ofMillis(20)));
        rig.settle();

        assertThat(slow.broken)
                .isInstanceOfSatisfying(
                        TimeoutException.class,
                        cause -> assertThat(cause.problem()).isEqualTo(Problem.CALLER_TOO_SLOW));
        assertThat(rig.recorded.cutLoose).isEqualTo(1);
        call.send(10).end();
        assertThat(leader.received).isGreaterThan(before).isEqualTo(call.sent());
    }

    @Test
    void slowLeader_isCutLooseToo() {
        ManualCaller leader = rig.get(0, "/a");
        ManualCaller follower = rig.get(1, "/a");
        rig.settle();
        ManualCall call = rig.calls.get(0).answer();
        rig.settle();
        leader.pause();
        for (int i = 0; i < 1_000 && !call.paused; i++) {
            call.send(4_096);
            rig.settle();
        }
        assertThat(call.paused).isTrue();
        rig.advance(CoalescingRig.HOLD_BACK.plus(Duration.ofMillis(20)));
        rig.settle();

        assertThat(leader.broken).isNotNull();
        call.end();
        rig.settle();
        assertThat(follower.received).isEqualTo(call.sent());
    }

    @Test
    void everybodyPaused_holdsTheUpstreamBack_andCutsNobody() {
        ManualCaller leader = rig.get(0, "/a");
        ManualCaller follower = rig.get(0, "/a");
        rig.settle();
        ManualCall call = rig.calls.get(0).answer();
        rig.settle();
        leader.pause();
        follower.pause();
        for (int i = 0; i < 1_000 && !call.paused; i++) {
            call.send(4_096);
            rig.settle();
        }
        assertThat(call.paused).isTrue();
        rig.advance(Duration.ofMinutes(5));
        rig.settle();

        assertThat(rig.recorded.cutLoose).isZero();
        leader.resume();
        follower.resume();
        rig.settle();
        assertThat(call.paused).isFalse();
    }

    @Test
    void onlyReader_thatPauses_holdsTheUpstreamBackAtOnce() {
        ManualCaller only = rig.get(0, "/a");
        ManualCall call = rig.calls.get(0).answer().send(10);
        only.pause();
        assertThat(call.paused).isTrue();
        call.send(10);
        assertThat(only.received).isEqualTo(10);
        only.resume();

        assertThat(only.received).isEqualTo(20);
    }

    @Test
    void wholeAnswerThatIsHereAtOnce_isNotKept() {
        rig.get(0, "/a");
        rig.calls.get(0).answer("content-length", "10").send(10);

        assertThat(rig.coalescing.openCalls()).isZero();
        assertThat(rig.held.held()).isZero();
        assertThat(rig.callers.get(0).received).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, CoalescingRig.BUFFER})
    void leaderThatReadsLate_afterTheOthersLeft_getsAll(int bytes) {
        ManualCaller leader = rig.get(0, "/a").readingLate();
        ManualCaller follower = rig.get(1, "/a");
        rig.settle();
        ManualCall call = rig.calls.get(0).answer("content-length", Integer.toString(bytes));
        rig.settle();
        follower.leave();
        rig.settle();
        if (bytes > 0) {
            call.send(bytes);
        }
        call.end();
        leader.read();

        assertThat(leader.received).isEqualTo(bytes);
        assertThat(leader.trailers).isNotNull();
    }

    @Test
    void leaderThatReadsLate_hearsOfABreakBefore() {
        ManualCaller leader = rig.get(0, "/a").readingLate();
        ManualCaller follower = rig.get(1, "/a");
        rig.settle();
        ManualCall call = rig.calls.get(0).answer();
        rig.settle();
        follower.leave();
        rig.settle();
        call.breakOff();
        leader.read();

        assertThat(leader.broken).isSameAs(ManualCall.LOST);
    }

    @Test
    void leaderThatReadsTooLate_hearsThatItWasCutLoose() {
        ManualCaller leader = rig.get(0, "/a").readingLate();
        ManualCaller follower = rig.get(1, "/a");
        rig.settle();
        ManualCall call = rig.calls.get(0).answer();
        rig.settle();
        for (int i = 0; i < 1_000 && !call.paused; i++) {
            call.send(4_096);
            rig.settle();
        }
        assertThat(call.paused).isTrue();
        rig.advance(CoalescingRig.HOLD_BACK.plus(Duration.ofMillis(20)));
        rig.settle();
        leader.read();

        assertThat(leader.broken)
                .isInstanceOfSatisfying(
                        TimeoutException.class,
                        cause -> assertThat(cause.problem()).isEqualTo(Problem.CALLER_TOO_SLOW));
        call.end();
        rig.settle();
        assertThat(follower.received).isEqualTo(call.sent());
    }

    @Test
    void beginnings_areShorterWhileMemoryIsShort() {
        rig.memory = MemoryPressure.Level.HIGH;
        rig.get(0, "/a");
        rig.calls.get(0).answer().send(CoalescingRig.BUFFER / 4 - SharedBody.PER_PIECE);
        rig.get(0, "/a");
        assertThat(rig.calls).hasSize(1);

        rig.calls.get(0).send(1);
        rig.get(0, "/a");
        assertThat(rig.calls).hasSize(2);
    }

    @Test
    void follower_mayBeLessFarBehindWhileMemoryIsShort() {
        rig.memory = MemoryPressure.Level.CRITICAL;
        rig.get(0, "/a");
        ManualCaller slow = rig.get(1, "/a");
        rig.settle();
        ManualCall call = rig.calls.get(0).answer();
        rig.settle();
        slow.pause();
        for (int i = 0; i < 1_000 && !call.paused; i++) {
            call.send(4_096);
            rig.settle();
        }

        // What is on its way between the loops is not behind.
        assertThat(call.sent()).isLessThan(CoalescingRig.BUFFER);
    }
}
