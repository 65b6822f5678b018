package io.penstock.error;

import java.util.Locale;

/** The families of failures: what a caller, an alert or a retry policy tells apart. */
public enum Category {
    /** The upstream does not accept the credentials (401), or there are none to send. */
    AUTHENTICATION(Severity.HIGH, RecoveryStrategy.ESCALATE),
    /** The request is malformed (400 and the like). */
    BAD_REQUEST(Severity.LOW, RecoveryStrategy.MANUAL),
    /** The request is well-formed, but its content is refused (422). */
    VALIDATION(Severity.LOW, RecoveryStrategy.MANUAL),
    /** The credentials do not suffice (403). */
    FORBIDDEN(Severity.MEDIUM, RecoveryStrategy.ESCALATE),
    /** There is no such thing (404, 410). */
    NOT_FOUND(Severity.LOW, RecoveryStrategy.MANUAL),
    /** The request contradicts the state of things (409, 412). */
    CONFLICT(Severity.LOW, RecoveryStrategy.MANUAL),
    /** The upstream's pace was exceeded, or Penstock's limit for it (429). */
    RATE_LIMITED(Severity.MEDIUM, RecoveryStrategy.RETRY),
    /** The upstream failed (5xx). */
    SERVER(Severity.HIGH, RecoveryStrategy.CIRCUIT_BREAKER),
    /** No answer came over the network. */
    NETWORK(Severity.HIGH, RecoveryStrategy.RETRY),
    /** A deadline passed. */
    TIMEOUT(Severity.MEDIUM, RecoveryStrategy.RETRY),
    /** The upstream's circuit breaker lets nothing through. */
    CIRCUIT_OPEN(Severity.MEDIUM, RecoveryStrategy.FALLBACK),
    /** A bound of Penstock was reached. */
    OVERLOADED(Severity.MEDIUM, RecoveryStrategy.GRACEFUL_DEGRADATION),
    /** Memory, descriptors or another means of the process ran out. */
    RESOURCE(Severity.CRITICAL, RecoveryStrategy.RESTART),
    /** A file could not be read or written. */
    FILESYSTEM(Severity.HIGH, RecoveryStrategy.ESCALATE),
    /** Penstock failed, or stops. */
    SYSTEM(Severity.CRITICAL, RecoveryStrategy.ESCALATE),
    /** The configuration is invalid. */
    CONFIGURATION(Severity.HIGH, RecoveryStrategy.MANUAL),
    /** The caller left, or cancelled the call. */
    CANCELLED(Severity.LOW, RecoveryStrategy.IGNORE);

    private final Severity severity;
    private final RecoveryStrategy recovery;
    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    Category(Severity severity, RecoveryStrategy recovery) {
        this.severity = severity;
        this.recovery = recovery;
    }

    /** How much failures of this family matter. */
    public Severity severity() {
        return severity;
    }

    /** What gets a caller out of them. */
    public RecoveryStrategy recovery() {
        return recovery;
    }

    /** The word for it in the configuration, in documents and logs, such as {@code rate-limited}. */
    public String label() {
        return label;
    }
}
