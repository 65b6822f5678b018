package io.penstock.demo;

import io.penstock.time.Ticker;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Counts calls in fixed windows, as many real APIs do: one quota for each name. Thread-safe. */
final class Quotas {

    private static final int MOST = 1_000;

    private final Ticker ticker;
    private final Map<String, Window> windows = new HashMap<>();
    private final LongAdder refused = new LongAdder();
    private final LongAdder overQuota = new LongAdder();

    Quotas(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Takes a call off the quota of the name, which is restored as a whole when its window ends. */
    synchronized Left take(String name, int limit, long windowMillis) {
        long now = ticker.nanos();
        if (windows.size() >= MOST && !windows.containsKey(name)) {
            windows.values().removeIf(window -> window.endNanos - now <= 0);
        }
        Window window = windows.get(name);
        if (window == null || window.endNanos - now <= 0) {
            window = new Window(now + TimeUnit.MILLISECONDS.toNanos(windowMillis));
            windows.put(name, window);
        }
        window.calls++;
        boolean within = window.calls <= limit;
        if (!within) {
            overQuota.increment();
        }
        long resetMillis = TimeUnit.NANOSECONDS.toMillis(window.endNanos - now + 999_999);
        return new Left(within, limit, Math.max(0, limit - window.calls), resetMillis);
    }

    /** Counts an answer of 429. */
    void refused() {
        refused.increment();
    }

    /** The answers of 429. */
    long refusals() {
        return refused.sum();
    }

    /** The calls that came when their quota was spent. */
    long callsOverQuota() {
        return overQuota.sum();
    }

    /** Sets the counters to 0; windows go on. */
    void resetCounters() {
        refused.reset();
        overQuota.reset();
    }

    /**
     * What is left after a call.
     *
     * @param within whether the call was within the quota
     * @param limit the calls of a window
     * @param remaining the calls that are left of it
     * @param resetMillis the time until the window ends
     */
    record Left(boolean within, int limit, int remaining, long resetMillis) {

        /** Rounded up, as a server does that counts in seconds. */
        long resetSeconds() {
            return (resetMillis + 999) / 1_000;
        }
    }

    private static final class Window {

        private final long endNanos;
        private int calls;

        Window(long endNanos) {
            this.endNanos = endNanos;
        }
    }
}
