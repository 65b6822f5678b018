package io.penstock;

import io.penstock.demo.BytePattern;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/**
 * A stream of {@link BytePattern}'s bytes that delivers all that is asked for at once, within the call that asks: nothing
 * but a bound on what is asked for holds it back. Thread-safe.
 */
final class PatternSource implements ReadStream<Buffer> {

    private static final int CHUNK = 16 * 1024;

    private final BytePattern pattern = new BytePattern();
    private final long length;
    private final long failAt;
    private long offset;
    private long demand = Long.MAX_VALUE;
    private boolean over;
    private boolean delivering;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;

    private PatternSource(long length, long failAt) {
        this.length = length;
        this.failAt = failAt;
    }

    static PatternSource of(long length) {
        return new PatternSource(length, Long.MAX_VALUE);
    }

    /** A stream that fails once so many bytes were delivered. */
    static PatternSource failingAt(long failAt) {
        return new PatternSource(Long.MAX_VALUE, failAt);
    }

    /** How many bytes were delivered. */
    synchronized long delivered() {
        return offset;
    }

    /** Whether it waits to be asked for more, and nobody listens. */
    synchronized boolean abandoned() {
        return demand == 0 && handler == null && endHandler == null && exceptionHandler == null;
    }

    private void deliver() {
        if (delivering || over || handler == null) {
            return;
        }
        delivering = true;
        while (demand > 0 && !over && handler != null) {
            if (offset >= failAt) {
                over = true;
                call(exceptionHandler, new IllegalStateException("disk on fire"));
            } else if (offset == length) {
                over = true;
                end();
            } else {
                int size = (int) Math.min(CHUNK, Math.min(length, failAt) - offset);
                Buffer chunk = pattern.slice(offset, size);
                offset += size;
                demand -= demand == Long.MAX_VALUE ? 0 : 1;
                handler.handle(chunk);
            }
        }
        delivering = false;
    }

    private void end() {
        if (endHandler != null) {
            endHandler.handle(null);
        }
    }

    private static <T> void call(@Nullable Handler<T> handler, T event) {
        if (handler != null) {
            handler.handle(event);
        }
    }

    @Override
    public synchronized PatternSource handler(@Nullable Handler<Buffer> newHandler) {
        handler = newHandler;
        deliver();
        return this;
    }

    @Override
    public synchronized PatternSource endHandler(@Nullable Handler<Void> newHandler) {
        endHandler = newHandler;
        return this;
    }

    @Override
    public synchronized PatternSource exceptionHandler(@Nullable Handler<Throwable> newHandler) {
        exceptionHandler = newHandler;
        return this;
    }

    @Override
    public synchronized PatternSource pause() {
        demand = 0;
        return this;
    }

    @Override
    public PatternSource resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public synchronized PatternSource fetch(long amount) {
        demand = demand > Long.MAX_VALUE - amount ? Long.MAX_VALUE : demand + amount;
        deliver();
        return this;
    }
}
