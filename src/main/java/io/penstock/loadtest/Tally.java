package io.penstock.loadtest;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What came of a run's calls. Confined to the generator's event loop until the run has ended.
 *
 * <p>The histogram holds every call that was due: also those that failed, and, with the time that they had waited when they
 * were given up, those that were never sent. Leaving them out would hide the very time in which the gateway stood still.
 */
final class Tally {

    private static final long FINEST_NANOS = TimeUnit.MICROSECONDS.toNanos(1);
    private static final long LONGEST_NANOS = TimeUnit.HOURS.toNanos(1);

    private final Histogram latencies = new Histogram(FINEST_NANOS, LONGEST_NANOS, 3);
    private final SortedMap<String, Long> errors = new TreeMap<>();
    private long sent;
    private long answered;
    private long failed;
    private long notSent;
    private long unfinished;
    private long bytes;
    private long elapsedNanos;
    private long lastFailureNanos;

    void sent() {
        sent++;
    }

    /**
     * Counts a call that ended.
     *
     * @param latencyNanos the time since it was due
     * @param nowNanos the time since the run began
     */
    void ended(Reply reply, long latencyNanos, long nowNanos) {
        record(latencyNanos);
        bytes += reply.bytes();
        elapsedNanos = nowNanos;
        if (reply.error() == null) {
            answered++;
        } else {
            failed++;
            lastFailureNanos = nowNanos;
            errors.merge(reply.error(), 1L, Long::sum);
        }
    }

    /** Counts a call that was due and not sent before the run's end. */
    void notSent(long waitedNanos) {
        record(waitedNanos);
        notSent++;
    }

    /** Counts the calls in flight at a run's end that came before its time. */
    void unfinished(long calls, long nowNanos) {
        unfinished += calls;
        elapsedNanos = nowNanos;
    }

    private void record(long latencyNanos) {
        latencies.recordValue(Math.min(Math.max(0, latencyNanos), LONGEST_NANOS));
    }

    /** How many calls were sent. */
    long sentCount() {
        return sent;
    }

    /** The counts so far. */
    Calls calls() {
        return new Calls(sent, answered, errors, notSent, unfinished, bytes);
    }

    /** The time from the run's beginning to the end of the last call. */
    double seconds() {
        return elapsedNanos / 1e9;
    }

    /** The time from the run's beginning to the end of the last call that failed; 0 where none did. */
    double lastFailureSeconds() {
        return lastFailureNanos / 1e9;
    }

    /** How it goes, in one line. */
    String describe() {
        Latency latency = latency();
        double perSecond = elapsedNanos == 0 ? 0 : (answered + failed) / seconds();
        return Figures.count(answered + failed) + " calls, " + Figures.count(Math.round(perSecond)) + "/s, p50 "
                + Figures.millis(latency.p50()) + " ms, p99 " + Figures.millis(latency.p99()) + " ms, "
                + Figures.count(failed) + " failed" + (unfinished == 0 ? "" : ", " + unfinished + " unfinished");
    }

    /** The latencies so far. */
    Latency latency() {
        return new Latency(millisAt(50), millisAt(90), millisAt(99), millisAt(99.9), latencies.getMaxValue() / 1e6);
    }

    private double millisAt(double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1e6;
    }
}
