package io.penstock.config;

/** What shares a limit towards an upstream, or a breaker. */
public enum LimitScope {
    /** All calls. */
    UPSTREAM,
    /** The calls that one configured credential signs; those that none signs share one limit. */
    CREDENTIAL,
    /** The calls of one consumer, as the field {@code consumerHeader} names it. */
    CONSUMER,
    /** The calls with one credential, be it a configured one or the caller's own {@code Authorization}. */
    AUTHORIZATION
}
