package io.penstock.resilience.breaker;

import java.util.Locale;

/** Why a breaker changed its state. */
public enum BreakerCause {
    /** So many calls failed in a row. */
    CONSECUTIVE_FAILURES,
    /** Too large a share of the calls in the window failed. */
    FAILURE_RATE,
    /** Too large a share of the calls in the window was slow. */
    SLOW_CALL_RATE,
    /** Half open, a call failed or was slow. */
    TRIAL_FAILED,
    /** It has been open for its time. */
    WAIT_OVER,
    /** Half open, enough calls succeeded. */
    TRIALS_SUCCEEDED,
    /** Somebody asked for it, by the management port or in the program. */
    ON_REQUEST;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The cause as documents and events name it, such as {@code failure-rate}. */
    public String label() {
        return label;
    }

    /** The cause in words, as they follow "because of". */
    String words() {
        return label.replace('-', ' ');
    }
}
