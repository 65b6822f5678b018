package io.penstock.testing;

import io.penstock.metrics.BreakerRecorder;
import io.penstock.metrics.InboundGauges;
import io.penstock.metrics.Metrics;
import io.penstock.metrics.PoolGauges;
import io.penstock.metrics.PoolRecorder;
import io.penstock.metrics.QueueGauges;
import io.penstock.metrics.Retirement;
import io.penstock.metrics.RetryRecorder;
import io.penstock.metrics.RouteRecorder;
import io.penstock.metrics.TokenRecorder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** Keeps what a pool has counted. Confined to the test's thread. */
public final class RecordedPool implements Metrics, PoolRecorder {

    public final List<Retirement> retirements = new ArrayList<>();
    public final List<String> dialFailures = new ArrayList<>();
    public final List<String> refusals = new ArrayList<>();
    public int leases;
    public int reuses;
    public int dialed;
    public int borrows;
    public int retries;
    public int pingsPassed;
    public int pingsFailed;

    @Override
    public RouteRecorder route(String upstream, String pattern) {
        return Metrics.none().route(upstream, pattern);
    }

    @Override
    public PoolRecorder pool(String upstream, PoolGauges gauges) {
        return this;
    }

    @Override
    public TokenRecorder credential(String credential, DoubleSupplier secondsToExpiry) {
        return Metrics.none().credential(credential, secondsToExpiry);
    }

    @Override
    public RetryRecorder retry(String upstream, String pattern) {
        return Metrics.none().retry(upstream, pattern);
    }

    @Override
    public BreakerRecorder breaker(String upstream, List<String> states, Supplier<String> current) {
        return Metrics.none().breaker(upstream, states, current);
    }

    @Override
    public void queue(String upstream, QueueGauges gauges) {}

    @Override
    public void inbound(InboundGauges gauges) {
        // There is no inbound side here.
    }

    @Override
    public void leased(long waitedNanos, boolean reused) {
        leases++;
        reuses += reused ? 1 : 0;
    }

    @Override
    public void dialed(long nanos) {
        dialed++;
    }

    @Override
    public void dialFailed(String reason) {
        dialFailures.add(reason);
    }

    @Override
    public void pinged(boolean ok) {
        if (ok) {
            pingsPassed++;
        } else {
            pingsFailed++;
        }
    }

    @Override
    public void retired(Retirement cause) {
        retirements.add(cause);
    }

    @Override
    public void borrowed() {
        borrows++;
    }

    @Override
    public void retriedOnFresh() {
        retries++;
    }

    @Override
    public void waitRefused(String reason) {
        refusals.add(reason);
    }
}
