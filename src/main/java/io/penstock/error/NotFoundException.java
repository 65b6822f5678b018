package io.penstock.error;

/** No upstream is served at the requested path, or the upstream has no such resource. */
public final class NotFoundException extends PenstockException {
    /** A failure of this kind with what happened in this occurrence. */
    public NotFoundException(Problem problem, String detail) {
        this(problem, problem.status(), detail, Origin.NONE);
    }

    /** An answer of the upstream with its status. */
    public NotFoundException(int status, String detail) {
        this(Problem.UPSTREAM_NOT_FOUND, status, detail, Origin.NONE);
    }

    private NotFoundException(Problem problem, int status, String detail, Origin origin) {
        super(problem, status, detail, true, -1, origin);
    }

    @Override
    public NotFoundException at(Origin origin) {
        return new NotFoundException(problem(), status(), detail(), origin);
    }
}
