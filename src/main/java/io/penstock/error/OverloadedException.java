package io.penstock.error;

/** A bound of Penstock was reached; the call was refused rather than left to wait. */
public final class OverloadedException extends PenstockException {
    /** A failure of this kind with the wait, in milliseconds, after which another try may succeed. */
    public OverloadedException(Problem problem, String detail, long retryAfterMillis) {
        this(problem, detail, retryAfterMillis, Origin.NONE);
    }

    private OverloadedException(Problem problem, String detail, long retryAfterMillis, Origin origin) {
        super(problem, detail, true, retryAfterMillis, origin);
    }

    @Override
    public OverloadedException at(Origin origin) {
        return new OverloadedException(problem(), detail(), retryAfterMillis(), origin);
    }
}
