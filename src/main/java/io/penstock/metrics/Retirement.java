package io.penstock.metrics;

import java.util.Locale;

/** Why a connection left its pool. */
public enum Retirement {
    /** It reached the greatest age. */
    AGE,
    /** It was idle for longer than the pool keeps connections that it does not need. */
    IDLE,
    /** The upstream was about to close it: its announced keep-alive time had all but passed. */
    KEEP_ALIVE,
    /** It gave no sign of life when asked for one. */
    PING,
    /** The upstream closed it. */
    PEER_CLOSED,
    /** The end of an answer on it was in doubt, so that bytes of one answer might have reached another caller. */
    FRAMING,
    /** A request on it was given up before its answer had ended. */
    RESET,
    /** Request or answer asked for it to be closed. */
    NOT_REUSABLE,
    /** The upstream has another URL now. */
    URL_CHANGED,
    /** Its place in the pool moved to another event loop. */
    MOVED,
    /** Penstock is shutting down. */
    SHUTDOWN;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The value of the {@code cause} label in the metrics, such as {@code peer_closed}. */
    public String label() {
        return label;
    }
}
