package io.penstock.error;

/** The request contradicts the state of the resource (409, 412); it was not handled. */
public final class ConflictException extends PenstockException {
    /** A failure of this kind with the upstream's status. */
    public ConflictException(int status, String detail) {
        this(status, detail, Origin.NONE);
    }

    private ConflictException(int status, String detail, Origin origin) {
        super(Problem.UPSTREAM_CONFLICT, status, detail, true, -1, origin);
    }

    @Override
    public ConflictException at(Origin origin) {
        return new ConflictException(status(), detail(), origin);
    }
}
