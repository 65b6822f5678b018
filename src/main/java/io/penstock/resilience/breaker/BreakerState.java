package io.penstock.resilience.breaker;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a circuit breaker does with calls. */
public enum BreakerState {
    /** All calls pass, and are counted. */
    CLOSED,
    /** No call passes until some time is over. */
    OPEN,
    /** A few calls pass, to see whether the upstream is back. */
    HALF_OPEN,
    /** No call passes until somebody says otherwise. */
    FORCED_OPEN,
    /** All calls pass, and none is counted. */
    DISABLED;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The state as documents and metrics name it, such as {@code half-open}. */
    public String label() {
        return label;
    }

    /** The labels of all states. */
    static List<String> labels() {
        return Arrays.stream(values()).map(BreakerState::label).toList();
    }
}
