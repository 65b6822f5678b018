package io.penstock.exchange;

import io.netty.buffer.ByteBuf;
import io.penstock.error.PenstockException;
import io.penstock.time.Deadline;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An answer of which up to 64 KiB are held back, so that they can be looked at before it is handed on or discarded. Where
 * it is whole by then, it occupies no connection any more. Confined to the exchange's event loop.
 */
public final class HeldAnswer implements Answer, Answer.Reader {

    private static final int MOST_HELD = 64 * 1024;

    /** The connection, or a place that is counted, may be what the next attempt of the same exchange waits for. */
    private static final long DISCARD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Answer answer;
    private final Deque<ByteBuf> held = new ArrayDeque<>();
    private int bytes;
    private @Nullable Consumer<HeldAnswer> onHeld;
    private @Nullable MultiMap trailers;
    private @Nullable PenstockException failure;
    private @Nullable Reader reader;
    private @Nullable Deadline patience;
    private boolean paused;
    private boolean told;
    private boolean discarded;
    private boolean over;

    private HeldAnswer(Answer answer, Consumer<HeldAnswer> onHeld) {
        this.answer = answer;
        this.onHeld = onHeld;
    }

    /**
     * Reads until the body is whole, broken, or longer than what is held; then says so, once, possibly before this returns.
     * Until then it may be cancelled, and says nothing then.
     */
    public static HeldAnswer hold(Answer answer, Consumer<HeldAnswer> onHeld) {
        HeldAnswer held = new HeldAnswer(answer, onHeld);
        answer.read(held);
        return held;
    }

    /**
     * Reads an answer that nobody wants to its end, so that its connection stays in use; gives up one that is long, or does not
     * end within a second.
     *
     * @param wheel the deadlines of the exchange's event loop
     */
    public static void discard(Answer answer, DeadlineWheel wheel) {
        HeldAnswer unwanted = new HeldAnswer(answer, held -> {});
        unwanted.discarded = true;
        answer.read(unwanted);
        if (!unwanted.over) {
            unwanted.patience = wheel.schedule(DISCARD_NANOS, answer::cancel);
        }
    }

    private void over() {
        over = true;
        if (patience != null) {
            patience.cancel();
        }
    }

    /** What is held, as text. */
    public String beginning() {
        StringBuilder text = new StringBuilder(bytes);
        held.forEach(chunk -> text.append(chunk.toString(StandardCharsets.UTF_8)));
        return text.toString();
    }

    @Override
    public void data(ByteBuf chunk) {
        if (discarded) {
            bytes += chunk.readableBytes();
            chunk.release();
            if (bytes > MOST_HELD) {
                over();
                answer.cancel();
            }
            return;
        }
        if (reader != null && held.isEmpty() && !paused) {
            reader.data(chunk);
            return;
        }
        held.add(chunk);
        bytes += chunk.readableBytes();
        if (reader == null && bytes > MOST_HELD) {
            answer.pause();
            held();
        }
    }

    @Override
    public void end(MultiMap last) {
        over();
        trailers = last;
        ended();
    }

    @Override
    public void broken(PenstockException cause) {
        over();
        failure = cause;
        ended();
    }

    private void ended() {
        if (reader == null) {
            held();
        } else {
            deliver();
        }
    }

    private void held() {
        Consumer<HeldAnswer> listener = onHeld;
        onHeld = null;
        if (listener != null && !discarded) {
            listener.accept(this);
        }
    }

    @Override
    public HttpVersion version() {
        return answer.version();
    }

    @Override
    public int status() {
        return answer.status();
    }

    @Override
    public MultiMap headers() {
        return answer.headers();
    }

    @Override
    public void read(Reader receiver) {
        reader = receiver;
        deliver();
    }

    private void deliver() {
        Reader receiver = reader;
        if (receiver == null) {
            return;
        }
        while (!paused && !discarded && !held.isEmpty()) {
            receiver.data(held.remove());
        }
        if (paused || discarded || told) {
            return;
        }
        if (failure != null) {
            told = true;
            receiver.broken(failure);
        } else if (trailers != null) {
            told = true;
            receiver.end(trailers);
        } else {
            answer.resume();
        }
    }

    @Override
    public void pause() {
        paused = true;
        answer.pause();
    }

    @Override
    public void resume() {
        if (paused) {
            paused = false;
            deliver();
        }
    }

    @Override
    public void cancel() {
        discarded = true;
        held.forEach(ByteBuf::release);
        held.clear();
        answer.cancel();
    }
}
