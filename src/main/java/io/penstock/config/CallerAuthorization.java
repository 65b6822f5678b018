package io.penstock.config;

/** What becomes of an Authorization, or whatever field a credential uses, that a caller sends by itself. */
public enum CallerAuthorization {
    /** The credential takes its place. */
    REPLACE,
    /** The call is refused. */
    REJECT,
    /** The caller's own goes out, and the credential does not. */
    PASS
}
