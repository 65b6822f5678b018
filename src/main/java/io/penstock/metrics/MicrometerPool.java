package io.penstock.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** The meters of one upstream's pool. All but those with a reason are registered beforehand. */
final class MicrometerPool implements PoolRecorder {

    private final MeterRegistry registry;
    private final Tags tags;
    private final Timer leaseWait;
    private final Counter freshLeases;
    private final Counter reusedLeases;
    private final Timer dials;
    private final ReasonCounters dialFailures;
    private final Counter pings;
    private final Counter pingFailures;
    private final ReasonCounters retirements;
    private final Counter borrows;
    private final Counter freshRetries;
    private final ReasonCounters waitRefusals;

    MicrometerPool(MeterRegistry registry, Tags tags) {
        this.registry = registry;
        this.tags = tags;
        leaseWait = timer("lease.wait", "Time that calls waited for a lease.");
        freshLeases = counter("leases", "Leases granted.", "reused", "false");
        reusedLeases = counter("leases", "Leases granted.", "reused", "true");
        dials = timer("dials", "Connections opened, and the time that opening them took.");
        dialFailures = reasons("dial.failures", "Connections that could not be opened.");
        pings = counter("pings", "Idle connections that were asked for a sign of life.");
        pingFailures = counter("ping.failures", "Idle connections that gave no sign of life when asked for one.");
        retirements =
                new ReasonCounters(cause -> counter("retirements", "Connections that left the pool.", "cause", cause));
        borrows = counter("borrows", "Leases granted on a connection that another event loop owns.");
        freshRetries = counter("fresh.retries", "Requests sent again because their reused connection was dead.");
        waitRefusals = reasons("wait.refused", "Calls that were not allowed to wait, or no longer, for a lease.");
    }

    @Override
    public void leased(long waitedNanos, boolean reused) {
        leaseWait.record(waitedNanos, TimeUnit.NANOSECONDS);
        (reused ? reusedLeases : freshLeases).increment();
    }

    @Override
    public void dialed(long nanos) {
        dials.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void dialFailed(String reason) {
        dialFailures.increment(reason);
    }

    @Override
    public void pinged(boolean ok) {
        pings.increment();
        if (!ok) {
            pingFailures.increment();
        }
    }

    @Override
    public void retired(Retirement cause) {
        retirements.increment(cause.label());
    }

    @Override
    public void borrowed() {
        borrows.increment();
    }

    @Override
    public void retriedOnFresh() {
        freshRetries.increment();
    }

    @Override
    public void waitRefused(String reason) {
        waitRefusals.increment(reason);
    }

    private Timer timer(String name, String description) {
        return Timer.builder("penstock.pool." + name)
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(Buckets.CONNECTION)
                .register(registry);
    }

    private Counter counter(String name, String description, String... extraTags) {
        return Counter.builder("penstock.pool." + name)
                .description(description)
                .tags(tags.and(extraTags))
                .register(registry);
    }

    private ReasonCounters reasons(String name, String description) {
        return new ReasonCounters(reason -> counter(name, description, "reason", reason));
    }
}
