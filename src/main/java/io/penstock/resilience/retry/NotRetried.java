package io.penstock.resilience.retry;

import java.util.Locale;

/** Why a request that is worth another try does not get one. */
enum NotRetried {
    /** It was sent as often as the policy allows. */
    ATTEMPTS_EXHAUSTED,
    /** The upstream may have acted on it, and acting twice may matter. */
    NOT_IDEMPOTENT,
    /** More of its body has been sent than is kept. */
    NOT_REPLAYABLE,
    /** The pause would outlive the deadline, or what the caller is ready to wait. */
    WAIT_TOO_LONG,
    /** The upstream has been sent as many retries as it may be. */
    BUDGET_EXHAUSTED;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The word for it that callers, logs and metrics see. */
    String label() {
        return label;
    }
}
