package io.penstock.error;

/** The credentials do not suffice for the request (403); it was not handled. */
public final class ForbiddenException extends PenstockException {
    /** A failure of this kind with the upstream's status. */
    public ForbiddenException(int status, String detail) {
        this(status, detail, Origin.NONE);
    }

    private ForbiddenException(int status, String detail, Origin origin) {
        super(Problem.UPSTREAM_FORBIDDEN, status, detail, true, -1, origin);
    }

    @Override
    public ForbiddenException at(Origin origin) {
        return new ForbiddenException(status(), detail(), origin);
    }
}
