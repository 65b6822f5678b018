package io.penstock.gateway;

import io.penstock.exchange.Transport;
import io.penstock.resilience.fallback.Alternative;
import io.penstock.resilience.retry.RetryBudget;
import io.penstock.token.LoopCredential;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the stages of an upstream's routes use of one event loop.
 *
 * @param executor runs tasks on it, in order
 * @param transport sends the requests
 * @param budget the loop's part of the upstream's budget of retries
 * @param credentials the loop's end of each credential, by name
 * @param alternatives the upstreams that fallbacks name; null for calls that come here from another upstream's fallback,
 *     which have none of their own
 */
record LoopEnds(
        Executor executor,
        Transport transport,
        RetryBudget.Share budget,
        Function<String, LoopCredential> credentials,
        @Nullable Function<String, Alternative> alternatives) {}
