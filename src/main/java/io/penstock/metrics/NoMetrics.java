package io.penstock.metrics;

import io.penstock.error.Problem;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** Keeps nothing. */
final class NoMetrics
        implements Metrics,
                RouteRecorder,
                PoolRecorder,
                TokenRecorder,
                RetryRecorder,
                LimitRecorder,
                BreakerRecorder,
                CoalescingRecorder,
                BatchingRecorder,
                MemoryRecorder,
                CompressionRecorder {

    static final NoMetrics INSTANCE = new NoMetrics();

    private NoMetrics() {}

    @Override
    public RouteRecorder route(String upstream, String pattern) {
        return this;
    }

    @Override
    public PoolRecorder pool(String upstream, PoolGauges gauges) {
        return this;
    }

    @Override
    public TokenRecorder credential(String credential, DoubleSupplier secondsToExpiry) {
        return this;
    }

    @Override
    public RetryRecorder retry(String upstream, String pattern) {
        return this;
    }

    @Override
    public BreakerRecorder breaker(String upstream, List<String> states, Supplier<String> current) {
        return this;
    }

    @Override
    public void queue(String upstream, QueueGauges gauges) {}

    @Override
    public void inbound(InboundGauges gauges) {}

    @Override
    public void started(int method) {}

    @Override
    public void answered(int method, int status, long durationNanos, int attempts) {}

    @Override
    public void failed(int method, Problem problem, long durationNanos, int attempts) {}

    @Override
    public void leased(long waitedNanos, boolean reused) {}

    @Override
    public void dialed(long nanos) {}

    @Override
    public void dialFailed(String reason) {}

    @Override
    public void pinged(boolean ok) {}

    @Override
    public void retired(Retirement cause) {}

    @Override
    public void borrowed() {}

    @Override
    public void retriedOnFresh() {}

    @Override
    public void waitRefused(String reason) {}

    @Override
    public void fetched(String result, long nanos) {}

    @Override
    public void waiting() {}

    @Override
    public void cured() {}

    @Override
    public void sent(int members) {}

    @Override
    public void halved() {}

    @Override
    public void fellBack(int members) {}

    @Override
    public void led() {}

    @Override
    public void joined() {}

    @Override
    public void unshared(int calls) {}

    @Override
    public void cutLoose() {}

    @Override
    public void saved(int bytes) {}

    @Override
    public void retried(String reason, long pauseNanos) {}

    @Override
    public void gaveUp(String reason) {}

    @Override
    public void hedged(boolean won) {}

    @Override
    public void granted() {}

    @Override
    public void refused() {}

    @Override
    public void waited(long nanos) {}

    @Override
    public void cooled() {}

    @Override
    public void changed(String state) {}

    @Override
    public void compressed(String coding, long bytesIn, long bytesOut) {}
}
