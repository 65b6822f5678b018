package io.penstock.resilience.retry;

import io.penstock.config.RetryConfig;
import java.util.random.RandomGenerator;

/**
 * How long to pause before a retry. A pure function of the retry's number and of what the generator draws.
 *
 * @param kind how pauses grow
 * @param baseNanos the first pause
 * @param maxNanos the longest pause, its jitter included
 * @param multiplier what an exponential pause is multiplied by each time, at least 1
 * @param jitter the part of a pause by which it varies up and down, 0 to 1; not for full jitter
 */
record Backoff(RetryConfig.Backoff kind, long baseNanos, long maxNanos, double multiplier, double jitter) {

    static Backoff of(RetryConfig config) {
        return new Backoff(
                config.backoff(),
                config.baseDelay().toNanos(),
                config.maxDelay().toNanos(),
                config.multiplier(),
                config.jitter());
    }

    /** The pause before a retry, the first of which is number 1; 0 to {@code maxNanos}. */
    long nanos(int retry, RandomGenerator random) {
        double nominal = Math.min(
                (double) maxNanos,
                switch (kind) {
                    case FIXED -> (double) baseNanos;
                    case LINEAR -> (double) baseNanos * retry;
                    case EXPONENTIAL, FULL_JITTER -> baseNanos * Math.pow(multiplier, retry - 1);
                });
        double drawn = switch (kind) {
            case FULL_JITTER -> nominal * random.nextDouble();
            case FIXED, LINEAR, EXPONENTIAL -> nominal * (1 - jitter + 2 * jitter * random.nextDouble());
        };
        return (long) Math.min((double) maxNanos, drawn);
    }
}
