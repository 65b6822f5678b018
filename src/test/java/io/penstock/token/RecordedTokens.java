package io.penstock.token;

import io.penstock.metrics.BreakerRecorder;
import io.penstock.metrics.InboundGauges;
import io.penstock.metrics.Metrics;
import io.penstock.metrics.PoolGauges;
import io.penstock.metrics.PoolRecorder;
import io.penstock.metrics.QueueGauges;
import io.penstock.metrics.RetryRecorder;
import io.penstock.metrics.RouteRecorder;
import io.penstock.metrics.TokenRecorder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** Keeps what a credential has counted. Confined to the test's thread. */
final class RecordedTokens implements Metrics, TokenRecorder {

    final List<String> results = new ArrayList<>();
    DoubleSupplier secondsToExpiry = () -> Double.NaN;
    int successes;
    int waits;
    int cures;

    @Override
    public RouteRecorder route(String upstream, String pattern) {
        return Metrics.none().route(upstream, pattern);
    }

    @Override
    public PoolRecorder pool(String upstream, PoolGauges gauges) {
        return Metrics.none().pool(upstream, gauges);
    }

    @Override
    public TokenRecorder credential(String credential, DoubleSupplier expiry) {
        secondsToExpiry = expiry;
        return this;
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
    public void inbound(InboundGauges gauges) {}

    @Override
    public void fetched(String result, long nanos) {
        results.add(result);
        successes += result.equals("success") ? 1 : 0;
    }

    @Override
    public void waiting() {
        waits++;
    }

    @Override
    public void cured() {
        cures++;
    }
}
