package io.penstock.config;

/** How an upstream writes the time at which its quota is restored. */
public enum ResetUnit {
    /** By its size: up to 30 days are seconds from now, what looks like the time of day is that, in seconds or milliseconds. */
    AUTO,
    /** Seconds from now. */
    SECONDS,
    /** Milliseconds from now. */
    MILLISECONDS,
    /** Seconds since 1970. */
    EPOCH_SECONDS,
    /** Milliseconds since 1970. */
    EPOCH_MILLISECONDS
}
