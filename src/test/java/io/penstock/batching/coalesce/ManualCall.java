package io.penstock.batching.coalesce;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.penstock.error.NetworkException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Outcome;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One call as it reached the upstream; a test says what that answers. Each byte of a body tells the call and its place. */
final class ManualCall implements Answer, Exchange.Cancellation {

    static final PenstockException LOST = new NetworkException(Problem.CONNECTION_LOST, "lost", false);

    final int id;
    final int writesBefore;
    final Exchange exchange;
    private final Outcome outcome;
    private final List<ByteBuf> made;
    private final MultiMap headers = HttpHeaders.headers();
    private final Deque<Object> waiting = new ArrayDeque<>();
    private @Nullable Reader reader;
    private long sent;
    private boolean flowing;
    private boolean delivering;
    boolean answered;
    boolean failed;
    boolean brokenOff;
    boolean cancelled;
    boolean paused;
    boolean over;

    /**
     * One that has begun.
     *
     * @param writesBefore what {@link CoalescingRig#writes} was then
     * @param made where the buffers of its body are put
     */
    ManualCall(int id, int writesBefore, Exchange exchange, Outcome outcome, List<ByteBuf> made) {
        this.id = id;
        this.writesBefore = writesBefore;
        this.exchange = exchange;
        this.outcome = outcome;
        this.made = made;
        exchange.onCancel(this);
        exchange.attemptStarted(false);
    }

    /** The byte at a place of a call's body. */
    static byte byteAt(int id, long place) {
        return (byte) (31L * id + place % 251);
    }

    @Override
    public void cancelled(PenstockException cause) {
        cancelled = true;
        over = true;
        outcome.failed(cause);
    }

    void fail() {
        over = true;
        failed = true;
        exchange.onCancel(null);
        outcome.failed(LOST);
    }

    ManualCall answer(String... fields) {
        answered = true;
        headers.add("call", Integer.toString(id));
        for (int i = 0; i < fields.length; i += 2) {
            headers.add(fields[i], fields[i + 1]);
        }
        exchange.onCancel(null);
        outcome.answered(this);
        return this;
    }

    ManualCall send(int bytes) {
        ByteBuf chunk = PooledByteBufAllocator.DEFAULT.directBuffer(bytes);
        for (int i = 0; i < bytes; i++) {
            chunk.writeByte(byteAt(id, sent + i));
        }
        made.add(chunk);
        sent += bytes;
        waiting.add(chunk);
        deliver();
        return this;
    }

    void end() {
        waiting.add(HttpHeaders.headers().add("trailer", Integer.toString(id)));
        over = true;
        deliver();
    }

    void breakOff() {
        waiting.add(LOST);
        over = true;
        brokenOff = true;
        deliver();
    }

    /** Whether its answer is for one caller. */
    boolean answeredPrivately() {
        return headers.contains("cache-control", "private", true);
    }

    /** What it has sent. */
    long sent() {
        return sent;
    }

    /** Whether bytes wait to be taken. */
    boolean heldBack() {
        return !waiting.isEmpty();
    }

    private void deliver() {
        Reader receiver = reader;
        if (delivering || cancelled || receiver == null) {
            if (cancelled) {
                drop();
            }
            return;
        }
        delivering = true;
        while (flowing && !paused && !cancelled && !waiting.isEmpty()) {
            Object next = waiting.remove();
            if (next instanceof ByteBuf chunk) {
                receiver.data(chunk);
            } else if (next instanceof MultiMap trailers) {
                receiver.end(trailers);
            } else {
                receiver.broken((PenstockException) next);
            }
        }
        delivering = false;
        if (cancelled) {
            drop();
        }
    }

    private void drop() {
        waiting.forEach(event -> {
            if (event instanceof ByteBuf chunk) {
                chunk.release();
            }
        });
        waiting.clear();
    }

    @Override
    public HttpVersion version() {
        return HttpVersion.HTTP_1_1;
    }

    @Override
    public int status() {
        return 200;
    }

    @Override
    public MultiMap headers() {
        return headers;
    }

    @Override
    public void read(Reader receiver) {
        if (reader != null) {
            throw new IllegalStateException("an answer is read once");
        }
        reader = receiver;
        flowing = true;
        deliver();
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
        deliver();
    }

    @Override
    public void cancel() {
        cancelled = true;
        over = true;
        if (!delivering) {
            drop();
        }
    }
}
