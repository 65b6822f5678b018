package io.penstock.batching.combine;

import io.penstock.time.Ticker;

/** What an upstream's refusals have taught of a route's batches, for a while. Thread-safe. */
final class Caution {

    private static final int FEWEST = 2;

    private final Ticker ticker;
    private final long pauseNanos;
    private volatile Lesson lesson;

    /** At most so many members, until a moment on the clock. */
    private record Lesson(int max, long untilNanos) {}

    /**
     * Nothing learned yet.
     *
     * @param pauseNanos how long a lesson is remembered
     */
    Caution(Ticker ticker, long pauseNanos) {
        this.ticker = ticker;
        this.pauseNanos = pauseNanos;
        this.lesson = new Lesson(Integer.MAX_VALUE, ticker.nanos());
    }

    /** The most members of a batch; below 2 where there should be none. */
    int most() {
        Lesson learned = lesson;
        return learned.untilNanos - ticker.nanos() > 0 ? learned.max : Integer.MAX_VALUE;
    }

    /** Whether there should be no batches. */
    boolean rests() {
        return most() < FEWEST;
    }

    /** The upstream knows no batches. */
    void noBatches() {
        learn(1);
    }

    /** A batch was too large; one of so many may not be. */
    void atMost(int members) {
        learn(Math.min(members, most()));
    }

    private void learn(int max) {
        lesson = new Lesson(max, ticker.nanos() + pauseNanos);
    }
}
