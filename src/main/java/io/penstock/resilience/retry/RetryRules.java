package io.penstock.resilience.retry;

import io.penstock.config.IdempotencyKeyConfig;
import io.penstock.config.RetryConfig;
import io.penstock.error.ErrorClassifier;
import io.penstock.exchange.AskedWait;
import io.penstock.metrics.PoolRecorder;
import io.penstock.metrics.RetryRecorder;
import io.penstock.resilience.ResilienceEvents;
import java.util.random.RandomGenerator;

/**
 * What a {@link RetryStage} goes by, the same on every event loop. Immutable; any thread.
 *
 * @param policy what is worth another try
 * @param key what makes a {@code POST} or {@code PATCH} repeatable
 * @param classifier what the upstream means by its error answers
 * @param askedWait how long an answer asks to be left alone
 * @param random draws the jitter; thread-safe
 */
public record RetryRules(
        RetryPolicy policy,
        IdempotencyKey key,
        ErrorClassifier classifier,
        AskedWait askedWait,
        RandomGenerator random,
        RetryRecorder recorder,
        PoolRecorder pool,
        ResilienceEvents events) {

    /** The rules of a route. */
    public static RetryRules of(
            RetryConfig retry,
            IdempotencyKeyConfig key,
            ErrorClassifier classifier,
            AskedWait askedWait,
            RandomGenerator random,
            RetryRecorder recorder,
            PoolRecorder pool,
            ResilienceEvents events) {
        return new RetryRules(
                new RetryPolicy(retry), new IdempotencyKey(key), classifier, askedWait, random, recorder, pool, events);
    }
}
