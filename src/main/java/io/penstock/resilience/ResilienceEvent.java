package io.penstock.resilience;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened between Penstock and an upstream, as published on the event bus address {@link #ADDRESS}. Built
 * only where someone listens there. Holds nothing that a caller sent but the method.
 *
 * @param type what happened
 * @param upstream the upstream's configured name
 * @param operation the method and the route's pattern, such as {@code GET /contacts/{id}}; {@code *} where it concerns the
 *     upstream as a whole
 * @param reason why, as one of a small fixed set: a status such as {@code 503}, a problem's slug, a state
 * @param latencyMillis the time since the exchange arrived; 0 where there is none
 * @param retries how many requests were made to the upstream for the exchange after its first
 * @param waitMillis the wait that follows, or that a caller is told; 0 for none
 * @param breakerState the state of the upstream's circuit breaker; null where it has none
 * @param queued how many calls wait for the upstream
 */
public record ResilienceEvent(
        Type type,
        String upstream,
        String operation,
        String reason,
        long latencyMillis,
        int retries,
        long waitMillis,
        @Nullable String breakerState,
        int queued) {

    /** Where the events are published; local to the process. */
    public static final String ADDRESS = "penstock.resilience";

    /** The operation of what concerns an upstream as a whole. */
    public static final String WHOLE_UPSTREAM = "*";

    /** What happened. */
    public enum Type {
        /** An exchange ended with an answer of the upstream. */
        REQUEST,
        /** A request is about to be sent again, after the wait. */
        RETRY,
        /**
         * The upstream asked for a pause, which the wait tells and a status gives the reason for; or Penstock did not send a
         * call because of a limit.
         */
        RATE_LIMIT,
        /** A circuit breaker changed its state. */
        CIRCUIT_BREAKER,
        /** An exchange ended with a problem of Penstock's own. */
        ERROR;

        private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

        /** The type as documents name it, such as {@code rate-limit}. */
        public String label() {
            return label;
        }
    }
}
