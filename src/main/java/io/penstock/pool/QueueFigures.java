package io.penstock.pool;

import io.penstock.metrics.QueueGauges;
import io.penstock.time.Ticker;

/** The figures of a pool's queue, for the metrics. */
record QueueFigures(UpstreamPool pool, Ticker ticker) implements QueueGauges {

    @Override
    public int active() {
        return pool.requestsInProgress();
    }

    @Override
    public int queued() {
        return pool.waiting();
    }

    @Override
    public double oldestSeconds() {
        return Math.max(0, pool.queue(ticker.nanos()).oldestMillis()) / 1e3;
    }
}
