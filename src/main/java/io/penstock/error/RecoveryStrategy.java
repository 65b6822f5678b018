package io.penstock.error;

import java.util.Locale;

/** What gets a caller out of a failure. */
public enum RecoveryStrategy {
    /** Send it again after a pause. */
    RETRY(true),
    /** Leave the upstream alone for a while. */
    CIRCUIT_BREAKER(true),
    /** Open connections, or what else is held, anew. */
    RESTART(true),
    /** Use another answer in place of the upstream's. */
    FALLBACK(true),
    /** Do less, or later. */
    GRACEFUL_DEGRADATION(true),
    /** Tell someone who can grant or repair what is missing. */
    ESCALATE(false),
    /** Nothing: nobody waits for the outcome. */
    IGNORE(false),
    /** Correct the request or the settings. */
    MANUAL(false);

    private final boolean automatic;
    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    RecoveryStrategy(boolean automatic) {
        this.automatic = automatic;
    }

    /** Whether a program can do it without a person. */
    public boolean automatic() {
        return automatic;
    }

    /** The word for it in documents and logs, such as {@code graceful-degradation}. */
    public String label() {
        return label;
    }
}
