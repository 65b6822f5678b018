package io.penstock.batching.coalesce;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.error.Problem;
import io.penstock.error.SystemException;
import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who shares a call with whom, and what each gets. */
class CoalescingStageTest {

    private final CoalescingRig rig = new CoalescingRig(2);

    @AfterEach
    void nothingIsLeft() {
        rig.finish();
    }

    @Test
    void sameRequests_onSeveralLoops_makeOneCall() {
        ManualCaller first = rig.get(0, "/a");
        ManualCaller second = rig.get(1, "/a");
        ManualCaller third = rig.get(0, "/a");
        rig.settle();
        assertThat(rig.calls).hasSize(1);

        rig.calls.get(0).answer().send(100).end();
        rig.settle();

        assertThat(rig.callers).allMatch(caller -> caller.trailers != null && caller.received == 100);
        assertThat(first.field("cache-status")).isEqualTo("null");
        assertThat(second.field("cache-status")).isEqualTo("penstock; fwd=uri-miss; collapsed");
        assertThat(third.field("cache-status")).isEqualTo("penstock; fwd=uri-miss; collapsed");
        assertThat(second.trailers).isNotNull();
        assertThat(rig.recorded.led).isEqualTo(1);
        assertThat(rig.recorded.joined).isEqualTo(2);
        assertThat(rig.recorded.saved).isEqualTo(200);
    }

    @Test
    void sameRequest_afterTheEnd_makesACallOfItsOwn() {
        rig.get(0, "/a");
        rig.calls.get(0).answer().send(10).end();
        rig.get(0, "/a");

        assertThat(rig.calls).hasSize(2);
        assertThat(rig.recorded.led).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /b, X-A, 1",
        "HEAD, /a, X-A, 1",
        "GET, /a, X-A, 2",
        "GET, /a, X-B, 1",
        "GET, /a, Authorization, me"
    })
    void requests_thatDiffer_makeACallEach(HttpMethod method, String target, String name, String value) {
        rig.get(0, "/a", "X-A", "1");
        rig.ask(1, method, target, name, value);

        assertThat(rig.calls).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"traceparent", "X-Request-ID", "priority", "Penstock-Tag", "x-trace"})
    void requests_thatDifferInWhatSelectsNothing_makeOneCall(String name) {
        rig.get(0, "/a", name, "1");
        rig.get(1, "/a", name, "2");

        assertThat(rig.calls).hasSize(1);
    }

    @Test
    void requests_whoseNamesDifferInCase_makeOneCall() {
        rig.get(0, "/a", "ACCEPT", "*/*");
        rig.get(1, "/a", "accept", "*/*");

        assertThat(rig.calls).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-cache", "no-store", "max-age=0, No-Cache"})
    void requests_thatWantAnAnswerOfTheirOwn_makeACallEach(String directive) {
        rig.get(0, "/a", "Cache-Control", directive);
        rig.get(1, "/a", "Cache-Control", directive);

        assertThat(rig.calls).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "set-cookie; a=b",
                "cache-control; max-age=1, Private",
                "vary; *",
                "vary; Accept, X-Trace",
                "vary; Priority",
                "content-type; text/event-stream;charset=utf-8"
            },
            delimiter = ';')
    void answer_thatIsNotToShare_goesToTheLeaderAlone(String name, String value) {
        ManualCaller leader = rig.get(0, "/a");
        rig.get(0, "/a");
        rig.get(1, "/a");
        rig.settle();

        rig.calls.get(0).answer(name, value);
        rig.settle();

        assertThat(rig.calls).hasSize(3);
        assertThat(leader.call()).isZero();
        assertThat(rig.recorded.unshared).isEqualTo(2);
        rig.calls.get(1).answer().send(3).end();
        rig.settle();
        assertThat(rig.callers.get(1).call()).isEqualTo(1);
        assertThat(rig.callers.get(1).field("cache-status")).isEqualTo("null");
    }

    @Test
    void answer_thatVariesByWhatIsAlike_isShared() {
        rig.get(0, "/a", "Accept", "text/plain");
        rig.get(1, "/a", "Accept", "text/plain");
        rig.settle();
        rig.calls.get(0).answer("vary", "Accept, Authorization");
        rig.settle();

        assertThat(rig.callers.get(1).call()).isZero();
    }

    @Test
    void failure_isShared() {
        rig.get(0, "/a");
        rig.get(1, "/a");
        rig.settle();
        rig.calls.get(0).fail();
        rig.settle();

        assertThat(rig.callers).allMatch(caller -> caller.failure == ManualCall.LOST);
        assertThat(rig.calls).hasSize(1);
    }

    @Test
    void follower_amidTheAnswer_getsItFromItsBeginning() {
        rig.get(0, "/a");
        ManualCall call = rig.calls.get(0).answer().send(1_000);
        ManualCaller late = rig.get(1, "/a");
        rig.settle();
        assertThat(late.received).isEqualTo(1_000);
        call.send(500).end();
        rig.settle();

        assertThat(rig.calls).hasSize(1);
        assertThat(late.received).isEqualTo(1_500);
    }

    @Test
    void follower_onceTheBeginningIsNotKept_makesACallOfItsOwn() {
        rig.get(0, "/a");
        rig.calls.get(0).answer().send(CoalescingRig.BUFFER).send(1);
        rig.get(1, "/a");

        assertThat(rig.calls).hasSize(2);
        assertThat(rig.held.held()).isZero();
    }

    @Test
    void beginnings_beyondWhatTheProcessKeeps_areClosed() {
        CoalescingRig narrow = new CoalescingRig(1, CoalescingRig.BUFFER, 2_000);
        narrow.get(0, "/a");
        narrow.get(0, "/b");
        narrow.calls.get(0).answer().send(1_000);
        narrow.calls.get(1).answer().send(1_000);
        narrow.get(0, "/a");
        narrow.get(0, "/b");

        assertThat(narrow.calls).hasSize(3);
        assertThat(narrow.calls.get(2).exchange.target()).isEqualTo("/b");
        narrow.finish();
    }

    @Test
    void write_closesWhatIsOpen_whenItStartsAndWhenItEnds() {
        rig.get(0, "/a");
        rig.ask(1, HttpMethod.PUT, "/other");
        rig.get(0, "/a");
        assertThat(rig.calls).hasSize(3);
        ManualCaller amid = rig.get(1, "/a");
        rig.settle();
        rig.calls.get(1).answer().end();
        rig.get(1, "/a");
        assertThat(rig.calls).hasSize(4);

        rig.calls.get(2).answer().end();
        rig.settle();
        assertThat(amid.call()).isEqualTo(2);
    }

    @Test
    void leader_thatLeavesBeforeTheHead_leavesTheCallToTheOthers() {
        ManualCaller leader = rig.get(0, "/a");
        ManualCaller follower = rig.get(1, "/a");
        leader.leave();
        rig.settle();
        assertThat(rig.calls.get(0).cancelled).isFalse();
        rig.calls.get(0).answer().send(10).end();
        rig.settle();

        assertThat(follower.received).isEqualTo(10);
    }

    @Test
    void leader_thatLeavesAmidTheAnswer_leavesTheCallToTheOthers() {
        ManualCaller leader = rig.get(0, "/a");
        ManualCaller follower = rig.get(1, "/a");
        rig.settle();
        ManualCall call = rig.calls.get(0).answer().send(10);
        leader.leave();
        call.send(10).end();
        rig.settle();

        assertThat(follower.received).isEqualTo(20);
    }

    @Test
    void lastOneToLeave_endsTheCall_beforeTheHeadAndAfter() {
        ManualCaller leader = rig.get(0, "/a");
        ManualCaller follower = rig.get(1, "/a");
        rig.settle();
        leader.leave();
        follower.leave();
        rig.settle();
        assertThat(rig.calls.get(0).cancelled).isTrue();

        ManualCaller other = rig.get(0, "/b");
        ManualCaller last = rig.get(1, "/b");
        rig.settle();
        rig.calls.get(1).answer().send(10);
        rig.settle();
        other.leave();
        assertThat(rig.calls.get(1).cancelled).isFalse();
        last.leave();
        rig.settle();
        assertThat(rig.calls.get(1).cancelled).isTrue();
    }

    @Test
    void onlyOne_thatLeaves_endsTheCall() {
        ManualCaller only = rig.get(0, "/a");
        only.leave();

        assertThat(rig.calls.get(0).cancelled).isTrue();
    }

    @Test
    void sameRequests_byDifferentRoutes_makeACallEach() {
        ManualCaller one = rig.get(0, "/a");
        ManualCaller other = rig.getByOtherRoute(0, "/a");
        ManualCaller third = rig.getByOtherRoute(1, "/a");
        rig.settle();
        assertThat(rig.calls).hasSize(2);

        rig.calls.get(0).answer().end();
        rig.calls.get(1).answer().end();
        rig.settle();

        assertThat(one.call()).isZero();
        assertThat(other.call()).isEqualTo(1);
        assertThat(third.call()).isEqualTo(1);
    }

    @Test
    void requestThatCannotBeSent_failsForAll_andLeavesNothingOpen() {
        rig.onCalls.add(() -> {
            rig.get(1, "/a");
            throw new IllegalStateException("a defect");
        });
        rig.get(0, "/a");
        rig.settle();

        assertThat(rig.callers)
                .hasSize(2)
                .allSatisfy(caller -> assertThat(caller.failure)
                        .isInstanceOfSatisfying(
                                SystemException.class,
                                cause -> assertThat(cause.problem()).isEqualTo(Problem.INTERNAL_ERROR)));
        assertThat(rig.coalescing.openCalls()).isZero();
    }

    @Test
    void followerThatGoesAlone_andCannotBeSent_fails() {
        rig.get(0, "/a");
        ManualCaller follower = rig.get(1, "/a");
        rig.settle();
        rig.calls.get(0).answer("set-cookie", "a=b");
        rig.onCalls.add(() -> {
            throw new IllegalStateException("a defect");
        });
        rig.settle();

        assertThat(follower.failure)
                .isInstanceOfSatisfying(
                        SystemException.class,
                        cause -> assertThat(cause.problem()).isEqualTo(Problem.INTERNAL_ERROR));
    }

    @Test
    void follower_thatLeavesBeforeItIsKnown_holdsNothingOpen() {
        ManualCaller leader = rig.get(0, "/a");
        // The first of two has the call told of both, and is slower than the second one is to leave.
        rig.onTasks.add(() -> rig.get(1, "/a").leave());
        ManualCaller first = rig.get(1, "/a");
        rig.settle();
        leader.leave();
        first.leave();
        rig.settle();

        assertThat(rig.calls.get(0).cancelled).isTrue();
    }
}
