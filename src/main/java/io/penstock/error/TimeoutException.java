package io.penstock.error;

/** A deadline passed before the upstream answered. */
public final class TimeoutException extends PenstockException {
    /** A failure of this kind with what happened in this occurrence. */
    public TimeoutException(Problem problem, String detail) {
        this(problem, detail, Origin.NONE);
    }

    private TimeoutException(Problem problem, String detail, Origin origin) {
        super(problem, detail, false, -1, origin);
    }

    @Override
    public TimeoutException at(Origin origin) {
        return new TimeoutException(problem(), detail(), origin);
    }
}
