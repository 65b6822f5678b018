package io.penstock.batching.coalesce;

import io.netty.buffer.ByteBuf;
import io.penstock.error.PenstockException;
import io.penstock.exchange.Answer;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.MultiMap;
import java.util.Set;

/**
 * How fast a shared body flows: as its fastest reader takes it, until the slowest is too far behind, and no longer than it
 * may hold the others back; then that one is cut loose. Where nobody takes more, the upstream is held back at once. Confined to
 * the event loop of its call.
 */
final class SharedFlow {

    private final SharedCall call;
    private final Answer answer;
    private final SharedBody body;
    private final HoldBack holdBack;
    private boolean paused;
    private boolean ended;

    /**
     * A flow that has begun.
     *
     * @param paused whether the answer stands still at present
     */
    SharedFlow(
            SharedCall call,
            Answer answer,
            SharedBody body,
            CoalescingRules rules,
            DeadlineWheel wheel,
            boolean paused) {
        this.call = call;
        this.answer = answer;
        this.body = body;
        this.holdBack = new HoldBack(wheel, rules.maxHoldBackNanos(), this::cutLoose);
        this.paused = paused;
    }

    SharedBody body() {
        return body;
    }

    /** Hands bytes on; see {@link SharedBody#data}. */
    void data(ByteBuf chunk, boolean counted) {
        body.data(chunk, counted);
        pace();
    }

    /** All came; who has not read it all still will. */
    void end(MultiMap trailers) {
        stop();
        body.end(trailers);
    }

    /** No more comes, and it is not whole. */
    void broken(PenstockException failure) {
        stop();
        body.broken(failure);
    }

    /** Serves one who takes more again. */
    void serve(Member member) {
        body.serve(member);
        body.trim();
        pace();
    }

    /** Forgets one who left. */
    void remove(Member member) {
        body.remove(member);
        pace();
    }

    /** Forgets everything: nobody reads any more. */
    void release() {
        stop();
        body.release();
    }

    private void stop() {
        ended = true;
        holdBack.now(false);
    }

    /** Holds the upstream back, or lets it go on, as the members take what comes. */
    void pace() {
        if (ended) {
            return;
        }
        boolean wanted = body.anyoneReady();
        boolean full = body.full();
        holdBack.now(wanted && full);
        hold(full || !wanted);
        if (body.idle()) {
            call.passOn();
        }
    }

    private void hold(boolean back) {
        if (back != paused) {
            paused = back;
            if (back) {
                answer.pause();
            } else {
                answer.resume();
            }
        }
    }

    private void cutLoose() {
        holdBack.passed();
        long most = body.bound();
        Set<Member> slow = body.slow();
        slow.forEach(member -> call.cut(member, most));
        pace();
    }
}
