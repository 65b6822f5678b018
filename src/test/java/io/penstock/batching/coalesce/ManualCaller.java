package io.penstock.batching.coalesce;

import io.netty.buffer.ByteBuf;
import io.penstock.error.CancelledException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Outcome;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/** One who asks, on an event loop of the test's; fails the test at once where it gets what is not its own. */
final class ManualCaller implements Outcome, Answer.Reader {

    static final PenstockException LEFT = new CancelledException(Problem.CANCELLED, "left");

    final Exchange exchange;
    final int loop;
    final int writesBefore;
    private final Runnable onOutcome;

    @Nullable
    Answer answer;

    @Nullable
    PenstockException failure;

    @Nullable
    PenstockException broken;

    @Nullable
    MultiMap trailers;

    long received;
    boolean left;
    private boolean reads = true;
    private int call = -1;

    /**
     * One that is about to ask.
     *
     * @param writesBefore what {@link CoalescingRig#writes} is
     * @param onOutcome told that it has an answer or a failure
     */
    ManualCaller(Exchange exchange, int loop, int writesBefore, Runnable onOutcome) {
        this.exchange = exchange;
        this.loop = loop;
        this.writesBefore = writesBefore;
        this.onOutcome = onOutcome;
    }

    /** It does not read its answer before it is told to. */
    ManualCaller readingLate() {
        reads = false;
        return this;
    }

    /** Reads its answer, where it has one and does not read it yet. */
    void read() {
        if (!reads && !done()) {
            reads = true;
            if (answer != null) {
                answer.read(this);
            }
        }
    }

    /** Whether it has all that it will get. */
    boolean done() {
        return left || failure != null || broken != null || trailers != null;
    }

    /** The upstream's call whose answer it got; −1 for none. */
    int call() {
        return call;
    }

    String field(String name) {
        String value = answer == null ? null : answer.headers().get(name);
        return String.valueOf(value);
    }

    void leave() {
        left = true;
        if (answer == null) {
            exchange.leave(LEFT);
        } else {
            answer.cancel();
        }
    }

    void pause() {
        if (answer != null && reads && !done()) {
            answer.pause();
        }
    }

    void resume() {
        if (answer != null && reads && !done()) {
            answer.resume();
        }
    }

    /** Takes all that there is for it, whatever it did before. */
    void readOn() {
        read();
        resume();
    }

    @Override
    public void answered(Answer arrived) {
        expectNothingYet(answer == null, "a second answer");
        answer = arrived;
        onOutcome.run();
        call = Integer.parseInt(String.valueOf(arrived.headers().get("call")));
        if (reads) {
            arrived.read(this);
        }
    }

    @Override
    public void failed(PenstockException cause) {
        onOutcome.run();
        if (left && cause.problem() == Problem.CANCELLED) {
            return;
        }
        expectNothingYet(answer == null, "a failure after an answer");
        failure = cause;
    }

    @Override
    public void data(ByteBuf chunk) {
        expectNothingYet(true, "bytes");
        while (chunk.isReadable()) {
            byte next = chunk.readByte();
            if (next != ManualCall.byteAt(call, received)) {
                throw new AssertionError("byte " + received + " is not that of call " + call);
            }
            received++;
        }
        chunk.release();
    }

    @Override
    public void end(MultiMap last) {
        expectNothingYet(true, "an end");
        trailers = last;
    }

    @Override
    public void broken(PenstockException cause) {
        expectNothingYet(true, "a break");
        broken = cause;
    }

    private void expectNothingYet(boolean also, String what) {
        if (done() || !also) {
            throw new AssertionError(what + " came to one who was done: left " + left + ", failure " + failure
                    + ", broken " + broken + ", trailers " + trailers);
        }
    }
}
