package io.penstock.token;

/** What becomes of credentials that a caller sends to an upstream that Penstock signs for. */
public enum CallerAuthorization {
    /** They are left out, and the upstream's own take their place. */
    REPLACE,
    /** The call is refused. */
    REJECT,
    /** They go to the upstream as they are, and nothing is signed. */
    PASS
}
