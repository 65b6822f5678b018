package io.penstock.token;

import java.util.Locale;

/** How a credential is. */
public enum CredentialState {
    /** No token, and none was wanted yet or lately. */
    IDLE,
    /** No token yet; one is being fetched. */
    FETCHING,
    /** A token that may be used. */
    VALID,
    /** No token that may be used; fetching one failed and is tried again. */
    UNAVAILABLE,
    /** The provider refuses for good; tried again on request, on changed configuration, or after a pause. */
    FAILED,
    /** The upstream refuses even a fresh token; a 401 refreshes no more until a pause is over. */
    REJECTED,
    /** Revoked on request; no token until one is requested. */
    REVOKED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The state as reports name it, such as {@code valid}. */
    public String label() {
        return label;
    }
}
