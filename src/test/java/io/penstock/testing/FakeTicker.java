package io.penstock.testing;

import io.penstock.time.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until a test moves it. Thread-safe. */
public final class FakeTicker implements Ticker {

    private final AtomicLong nanos;

    /** A clock that starts shortly before its values overflow, as a real one may. */
    public FakeTicker() {
        this(Long.MAX_VALUE - 1_000_000_000L);
    }

    /** A clock that starts at the value. */
    public FakeTicker(long startNanos) {
        nanos = new AtomicLong(startNanos);
    }

    @Override
    public long nanos() {
        return nanos.get();
    }

    /** Moves the clock on. */
    public void advance(Duration by) {
        advanceNanos(by.toNanos());
    }

    /** Moves the clock on by so many milliseconds. */
    public void advanceMillis(long millis) {
        advanceNanos(Duration.ofMillis(millis).toNanos());
    }

    /** Moves the clock on by so many nanoseconds. */
    public void advanceNanos(long by) {
        if (by < 0) {
            throw new IllegalArgumentException(by + " ns (expected: a clock never goes back)");
        }
        nanos.addAndGet(by);
    }
}
