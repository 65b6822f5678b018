package io.penstock.resilience.breaker;

/**
 * A look at a breaker.
 *
 * @param state what it does with calls
 * @param failures the failures in a row while it is closed; else 0
 * @param windowCalls the calls counted in the window while it is closed; else 0
 * @param windowFailures how many of them failed
 * @param windowSlow how many of them were slow
 * @param openings how often in a row it has opened without staying closed in between; 0 where it never did
 * @param nextAttemptMillis the time until a call may pass, 0 where one may now, −1 where only a request changes it
 */
public record BreakerStatus(
        BreakerState state,
        int failures,
        long windowCalls,
        long windowFailures,
        long windowSlow,
        int openings,
        long nextAttemptMillis) {}
