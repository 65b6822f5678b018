package io.penstock.error;

/** A deadline passed before the upstream answered. */
public final class TimeoutException extends PenstockException {
    /** A failure of this kind with what happened in this occurrence. */
    public TimeoutException(Problem problem, String detail) {
        this(problem, problem.status(), detail, Origin.NONE);
    }

    /** An answer of the upstream that says so, with its status. */
    public TimeoutException(int status, String detail) {
        this(Problem.ATTEMPT_TIMEOUT, status, detail, Origin.NONE);
    }

    private TimeoutException(Problem problem, int status, String detail, Origin origin) {
        super(problem, status, detail, false, -1, origin);
    }

    @Override
    public TimeoutException at(Origin origin) {
        return new TimeoutException(problem(), status(), detail(), origin);
    }
}
