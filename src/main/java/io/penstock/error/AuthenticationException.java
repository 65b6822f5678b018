package io.penstock.error;

/** The upstream does not accept the credentials (401); the request was not handled. */
public final class AuthenticationException extends PenstockException {
    /** A failure of this kind with the upstream's status. */
    public AuthenticationException(int status, String detail) {
        this(status, detail, Origin.NONE);
    }

    private AuthenticationException(int status, String detail, Origin origin) {
        super(Problem.UPSTREAM_UNAUTHENTICATED, status, detail, true, -1, origin);
    }

    @Override
    public AuthenticationException at(Origin origin) {
        return new AuthenticationException(status(), detail(), origin);
    }
}
