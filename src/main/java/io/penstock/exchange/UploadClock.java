package io.penstock.exchange;

import io.penstock.time.Ticker;

/**
 * For how long the body of a request has been flowing to the upstream: deadlines stand still meanwhile. Confined to the event
 * loop of its exchange.
 */
public final class UploadClock {

    private final Ticker ticker;
    private long startedNanos;
    private long progressNanos;
    private long flowedNanos;
    private boolean flowing;

    UploadClock(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Notes that the body starts to flow. */
    public void started() {
        flowing = true;
        startedNanos = ticker.nanos();
        progressNanos = startedNanos;
    }

    /** Notes that some of the body was taken. */
    public void progressed() {
        progressNanos = ticker.nanos();
    }

    /** Notes that the body has been sent, or is given up. */
    public void ended() {
        if (flowing) {
            flowing = false;
            flowedNanos += ticker.nanos() - startedNanos;
        }
    }

    /** The time since the body last made progress, in nanoseconds; only meaningful while it flows. */
    public long stalledNanos() {
        return ticker.nanos() - progressNanos;
    }

    boolean flowing() {
        return flowing;
    }

    /** The time for which it has flowed, in nanoseconds. A stall since the last progress is not part of it. */
    long flowedNanos() {
        return flowedNanos + (flowing ? progressNanos - startedNanos : 0);
    }
}
