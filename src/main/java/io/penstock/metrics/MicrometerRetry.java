package io.penstock.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/**
 * The meters of one route's retries. Those without a reason are the upstream's, shared by its routes, and registered
 * beforehand.
 */
final class MicrometerRetry implements RetryRecorder {

    private final Timer backoff;
    private final Counter cures;
    private final Counter hedgesWon;
    private final Counter hedgesLost;
    private final ReasonCounters retries;
    private final ReasonCounters refusals;

    MicrometerRetry(MeterRegistry registry, String upstream, String pattern) {
        Tags tags = Tags.of("upstream", upstream);
        Tags operation = Tags.of("operation", MicrometerRoute.operation(upstream, pattern));
        backoff = Timer.builder("penstock.retry.backoff")
                .description("Pauses before a request is sent again.")
                .tags(tags)
                .serviceLevelObjectives(Buckets.BACKOFF)
                .register(registry);
        cures = Counter.builder("penstock.retry.cured")
                .description("Exchanges that a retry brought a good answer.")
                .tags(tags)
                .register(registry);
        hedgesWon = hedges(registry, tags.and("result", "won"));
        hedgesLost = hedges(registry, tags.and("result", "lost"));
        retries = new ReasonCounters(reason -> Counter.builder("penstock.retry.attempts")
                .description("Requests sent again, by what the attempt before came to.")
                .tags(operation.and("reason", reason))
                .register(registry));
        refusals = new ReasonCounters(reason -> Counter.builder("penstock.retry.refused")
                .description("Requests worth another try that got none, and why.")
                .tags(tags.and("reason", reason))
                .register(registry));
    }

    @Override
    public void retried(String reason, long pauseNanos) {
        retries.increment(reason);
        backoff.record(pauseNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void gaveUp(String reason) {
        refusals.increment(reason);
    }

    @Override
    public void cured() {
        cures.increment();
    }

    @Override
    public void hedged(boolean won) {
        (won ? hedgesWon : hedgesLost).increment();
    }

    private static Counter hedges(MeterRegistry registry, Tags tags) {
        return Counter.builder("penstock.hedges")
                .description("Races between attempts, by whether another one than the first brought the answer.")
                .tags(tags)
                .register(registry);
    }
}
