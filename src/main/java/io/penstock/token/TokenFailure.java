package io.penstock.token;

/** Why no token was issued. Holds no secret, and no text of the provider's but its error code and a short description. */
final class TokenFailure extends Exception {

    private static final long serialVersionUID = 1;

    /** What a failure means for the next try. */
    enum Kind {
        /** The provider will go on refusing until somebody changes something (RFC 6749, section 5.2). */
        PERMANENT,
        /** It may work later, and the request was certainly not handled. */
        NOT_HANDLED,
        /** It may work later; the provider answered with an error, so that nothing was issued. */
        REFUSED_FOR_NOW,
        /** No answer, or none that can be read: the provider may have handled the request. */
        ANSWER_LOST
    }

    private final Kind kind;
    private final String code;
    private final long retryAfterNanos;

    /**
     * A failure.
     *
     * @param code what to tell people in short: the provider's error code such as {@code invalid_client}, or one of ours
     *     such as {@code timeout}
     * @param detail one sentence for people
     * @param retryAfterNanos how long the provider asks to wait; −1 where it does not say
     */
    TokenFailure(Kind kind, String code, String detail, long retryAfterNanos) {
        super(detail, null, false, false);
        this.kind = kind;
        this.code = code;
        this.retryAfterNanos = retryAfterNanos;
    }

    Kind kind() {
        return kind;
    }

    String code() {
        return code;
    }

    long retryAfterNanos() {
        return retryAfterNanos;
    }
}
