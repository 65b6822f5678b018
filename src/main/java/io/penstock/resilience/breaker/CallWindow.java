package io.penstock.resilience.breaker;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the calls of the last while, to a tenth of it: those of the current tenth and of the nine before it. Thread-safe:
 * a call is an increment that several event loops do not contend for, and takes no lock. What is read while others count
 * may lack what they are counting at that moment.
 */
final class CallWindow {

    private static final int TENTHS = 10;

    private final long startNanos;
    private final long tenthNanos;
    private final AtomicReferenceArray<Tenth> tenths = new AtomicReferenceArray<>(TENTHS);

    CallWindow(long startNanos, long windowNanos) {
        this.startNanos = startNanos;
        this.tenthNanos = Math.max(1, windowNanos / TENTHS);
        for (int i = 0; i < TENTHS; i++) {
            tenths.set(i, new Tenth(i));
        }
    }

    /** The current tenth, to count in. */
    Tenth at(long nowNanos) {
        long number = number(nowNanos);
        int place = (int) (number % TENTHS);
        Tenth there = tenths.get(place);
        while (there.number < number) {
            // Replaced, not emptied: what another loop is just counting in the old one can not get into the new one.
            Tenth fresh = new Tenth(number);
            there = tenths.compareAndSet(place, there, fresh) ? fresh : tenths.get(place);
        }
        return there;
    }

    /** What was counted, as of a moment ago. */
    Counts counts(long nowNanos) {
        long first = number(nowNanos) - TENTHS + 1;
        long calls = 0;
        long failures = 0;
        long slow = 0;
        for (int i = 0; i < TENTHS; i++) {
            Tenth tenth = tenths.get(i);
            if (tenth.number >= first) {
                calls += tenth.calls.sum();
                failures += tenth.failures.sum();
                slow += tenth.slow.sum();
            }
        }
        return new Counts(calls, failures, slow);
    }

    /** A loop whose look at the clock was just before the start counts in the first tenth. */
    private long number(long nowNanos) {
        return Math.max(0, nowNanos - startNanos) / tenthNanos;
    }

    /** A tenth of the time. */
    static final class Tenth {

        final LongAdder calls = new LongAdder();
        final LongAdder failures = new LongAdder();
        final LongAdder slow = new LongAdder();
        private final long number;

        Tenth(long number) {
            this.number = number;
        }
    }

    /** Calls in the window, and how many of them failed or were slow. */
    record Counts(long calls, long failures, long slow) {
        static final Counts NONE = new Counts(0, 0, 0);
    }
}
