package io.penstock.error;

/** An upstream's credential cannot sign a call now: there is no valid token. The upstream has not handled the call. */
public final class CredentialException extends PenstockException {
    /** A failure of this kind with the wait, in milliseconds, after which another try may succeed. */
    public CredentialException(Problem problem, String detail, long retryAfterMillis) {
        this(problem, detail, retryAfterMillis, Origin.NONE);
    }

    private CredentialException(Problem problem, String detail, long retryAfterMillis, Origin origin) {
        super(problem, detail, true, retryAfterMillis, origin);
    }

    @Override
    public CredentialException at(Origin origin) {
        return new CredentialException(problem(), detail(), retryAfterMillis(), origin);
    }
}
