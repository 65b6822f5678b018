package io.penstock.resilience.retry;

/**
 * A look at an upstream's budget of retries.
 *
 * @param limit the retries that there may be in 10 s, as of now
 * @param used those that were sent in the last 10 s, or wait to be
 */
public record RetryBudgetStatus(int limit, int used) {}
