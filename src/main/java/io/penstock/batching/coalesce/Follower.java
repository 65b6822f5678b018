package io.penstock.batching.coalesce;

import io.netty.buffer.ByteBuf;
import io.penstock.error.PenstockException;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Mailbox;
import io.penstock.exchange.Outcome;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * One who joined the call of another: it gets the same answer, on its own event loop. What it has as a {@link Member} is
 * confined to the loop of the call, all else to its own; between the two stands a {@link Mailbox}, which is emptied in one
 * task, whatever is in it. Where the box is not emptied, the call is told to hold back.
 */
final class Follower extends Member implements Answer, Exchange.Cancellation {

    private static final CharSequence CACHE_STATUS = HttpHeaders.createOptimized("cache-status");
    private static final CharSequence COLLAPSED = HttpHeaders.createOptimized("penstock; fwd=uri-miss; collapsed");

    private final CoalescingStage stage;
    private final Exchange exchange;
    private final Outcome outcome;
    private final Mailbox mailbox = new Mailbox();
    private @Nullable OpenCall call;
    private @Nullable Head head;
    private @Nullable Reader reader;
    private @Nullable PenstockException brokenBeforeRead;
    private boolean held = true;
    private boolean emptying;
    private boolean over;

    /** What an answer's head says; its fields are the follower's own. */
    private record Head(HttpVersion version, int status, MultiMap headers) {}

    Follower(CoalescingStage stage, Exchange exchange, Outcome outcome) {
        this.stage = stage;
        this.exchange = exchange;
        this.outcome = outcome;
    }

    /** Joins a call; false, with nothing done, where that takes nobody any more. */
    boolean join(OpenCall shared) {
        call = shared;
        exchange.onCancel(this);
        if (shared.join(this)) {
            return true;
        }
        exchange.onCancel(null);
        call = null;
        return false;
    }

    /** What it asks for. */
    Exchange exchange() {
        return exchange;
    }

    // From here on: what the call's event loop tells.

    /** The head of the shared answer. */
    void head(Answer answer) {
        MultiMap fields = HttpHeaders.headers().addAll(answer.headers()).add(CACHE_STATUS, COLLAPSED);
        Head copy = new Head(answer.version(), answer.status(), fields);
        post((Runnable) () -> {
            head = copy;
            exchange.onCancel(null);
            outcome.answered(this);
        });
    }

    /** The call failed. */
    void failed(PenstockException failure) {
        post((Runnable) () -> {
            over = true;
            exchange.onCancel(null);
            outcome.failed(failure);
        });
    }

    /** The answer is not one to share: what was asked is asked again, by this one alone. */
    void goAlone() {
        post((Runnable) () -> {
            over = true;
            exchange.onCancel(null);
            stage.send(exchange, new LoneOutcome(outcome));
        });
    }

    /** Breaks its answer off, without what it has not taken yet. */
    void cut(PenstockException failure) {
        ended = true;
        mailbox.dropBody();
        broken(failure);
    }

    /** There is room in its mailbox again. */
    void relieved() {
        stopped = false;
    }

    @Override
    boolean ready() {
        return !stopped;
    }

    @Override
    void data(ByteBuf bytes) {
        stage.coalescing().recorder().saved(bytes.readableBytes());
        post(bytes);
        stopped |= mailbox.overfull();
    }

    @Override
    void end(MultiMap trailers) {
        post(HttpHeaders.headers().addAll(trailers));
    }

    @Override
    void broken(PenstockException failure) {
        post((Runnable) () -> {
            over = true;
            Reader receiver = reader;
            if (receiver == null) {
                brokenBeforeRead = failure;
            } else {
                receiver.broken(failure);
            }
        });
    }

    private void post(Object event) {
        if (mailbox.put(event)) {
            stage.loop().execute(this::empty);
        }
    }

    // From here on: its own event loop.

    private void empty() {
        emptying = true;
        boolean burst = false;
        try {
            Object next;
            while ((next = mailbox.take(held)) != null) {
                deliver(next);
                burst = true;
            }
        } finally {
            emptying = false;
        }
        Reader receiver = reader;
        if (burst && !over && receiver != null) {
            receiver.burstEnd();
        }
        OpenCall shared = call;
        if (!over && shared != null && mailbox.relieved()) {
            shared.relieved(this);
        }
    }

    private void deliver(Object event) {
        if (event instanceof ByteBuf bytes) {
            reader().data(bytes);
        } else if (event instanceof MultiMap trailers) {
            over = true;
            reader().end(trailers);
        } else {
            ((Runnable) event).run();
        }
    }

    @Override
    public void cancelled(PenstockException cause) {
        leave();
        outcome.failed(cause.at(exchange.origin()));
    }

    @Override
    public void cancel() {
        leave();
    }

    private void leave() {
        OpenCall shared = call;
        if (!over && shared != null) {
            over = true;
            mailbox.close();
            shared.left(this);
        }
    }

    @Override
    public void read(Reader receiver) {
        reader = receiver;
        if (brokenBeforeRead != null) {
            receiver.broken(brokenBeforeRead);
        } else {
            resume();
        }
    }

    @Override
    public void pause() {
        held = true;
    }

    @Override
    public void resume() {
        held = false;
        if (!over && !emptying && mailbox.claim()) {
            stage.loop().execute(this::empty);
        }
    }

    @Override
    public boolean bursting() {
        return emptying;
    }

    @Override
    public HttpVersion version() {
        return headOf().version();
    }

    @Override
    public int status() {
        return headOf().status();
    }

    @Override
    public MultiMap headers() {
        return headOf().headers();
    }

    private Head headOf() {
        if (head == null) {
            throw new IllegalStateException("an answer is only handed on once it has arrived");
        }
        return head;
    }

    private Reader reader() {
        if (reader == null) {
            throw new IllegalStateException("a body only flows once it is read");
        }
        return reader;
    }
}
