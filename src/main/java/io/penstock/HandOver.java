package io.penstock;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes a body from one thread to another. One side offers buffers; the other reads them as a stream whose handlers all run
 * on its context, one after the other. Thread-safe.
 *
 * <p>Nothing is lost before a handler is there: data wait for the first data handler, the end for an end handler, a failure
 * for an exception handler. Once there was a data handler, data without one are dropped. Data and the end wait while the
 * stream is paused; a failure does not, and what came before it and was not taken is dropped. It keeps no bound: who offers
 * learns what was taken and stops in time.
 */
final class HandOver implements ReadStream<Buffer> {

    private final Context receiver;
    private final Consumer<Buffer> onTaken;
    private final Runnable onEnded;
    private final Queue<Buffer> waiting = new ArrayDeque<>();
    private long demand = Long.MAX_VALUE;
    private boolean delivering;
    private boolean begun;
    private boolean ended;
    private boolean over;
    private MultiMap trailers = HttpHeaders.headers();
    private @Nullable Throwable failure;
    private @Nullable Handler<Buffer> dataHandler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;

    /**
     * An empty stream that flows.
     *
     * @param receiver where handlers run
     * @param onTaken told each buffer just before its handler, on the receiver's context
     * @param onEnded told when the end is about to be handled, on the receiver's context
     */
    HandOver(Context receiver, Consumer<Buffer> onTaken, Runnable onEnded) {
        this.receiver = receiver;
        this.onTaken = onTaken;
        this.onEnded = onEnded;
    }

    /** Hands on the next bytes; does nothing after the end or a failure. */
    synchronized void offer(Buffer chunk) {
        if (!ended && failure == null) {
            waiting.add(chunk);
            deliverSoon();
        }
    }

    /** Says that everything has been offered. */
    synchronized void end(MultiMap fields) {
        if (!ended && failure == null) {
            ended = true;
            trailers = fields;
            deliverSoon();
        }
    }

    /** Says that the body broke; does nothing where it did before, or its end has been handled. */
    synchronized void fail(Throwable cause) {
        if (failure == null && !over) {
            failure = cause;
            waiting.clear();
            deliverSoon();
        }
    }

    /** The fields that came with the end; empty before it. */
    synchronized MultiMap trailers() {
        return trailers;
    }

    @Override
    public synchronized HandOver handler(@Nullable Handler<Buffer> handler) {
        dataHandler = handler;
        begun |= handler != null;
        deliverSoon();
        return this;
    }

    @Override
    public synchronized HandOver endHandler(@Nullable Handler<Void> handler) {
        endHandler = handler;
        deliverSoon();
        return this;
    }

    @Override
    public synchronized HandOver exceptionHandler(@Nullable Handler<Throwable> handler) {
        exceptionHandler = handler;
        deliverSoon();
        return this;
    }

    @Override
    public synchronized HandOver pause() {
        demand = 0;
        return this;
    }

    @Override
    public HandOver resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public synchronized HandOver fetch(long amount) {
        if (amount < 0) {
            throw new IllegalArgumentException(amount + "; expected 0 or more buffers");
        }
        demand = demand > Long.MAX_VALUE - amount ? Long.MAX_VALUE : demand + amount;
        deliverSoon();
        return this;
    }

    private void deliverSoon() {
        if (!delivering && !over) {
            delivering = true;
            receiver.runOnContext(ready -> deliver());
        }
    }

    private void deliver() {
        boolean completed = false;
        try {
            Runnable step = next();
            while (step != null) {
                step.run();
                step = next();
            }
            completed = true;
        } finally {
            if (!completed) {
                afterThrow();
            }
        }
    }

    /** A handler threw; what follows is delivered all the same. */
    private synchronized void afterThrow() {
        delivering = false;
        deliverSoon();
    }

    /** What to deliver now, outside of the lock; null where there is nothing. */
    private synchronized @Nullable Runnable next() {
        Runnable step = null;
        if (!over && failure != null) {
            step = nextFailure(failure);
        } else if (!over && demand > 0) {
            step = waiting.isEmpty() ? nextEnd() : nextData();
        }
        delivering = step != null;
        return step;
    }

    private @Nullable Runnable nextFailure(Throwable cause) {
        Handler<Throwable> handler = exceptionHandler;
        if (handler == null) {
            return null;
        }
        over = true;
        return () -> handler.handle(cause);
    }

    private @Nullable Runnable nextData() {
        if (!begun) {
            return null;
        }
        if (demand != Long.MAX_VALUE) {
            demand--;
        }
        Buffer chunk = waiting.remove();
        Handler<Buffer> handler = dataHandler;
        return () -> {
            onTaken.accept(chunk);
            if (handler != null) {
                handler.handle(chunk);
            }
        };
    }

    private @Nullable Runnable nextEnd() {
        Handler<Void> handler = endHandler;
        if (!ended || handler == null) {
            return null;
        }
        over = true;
        return () -> {
            onEnded.run();
            handler.handle(null);
        };
    }
}
