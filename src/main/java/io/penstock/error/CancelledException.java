package io.penstock.error;

/** The caller left, or cancelled the call. */
public final class CancelledException extends PenstockException {
    /** A failure of this kind with what happened in this occurrence. */
    public CancelledException(Problem problem, String detail) {
        this(problem, detail, Origin.NONE);
    }

    private CancelledException(Problem problem, String detail, Origin origin) {
        super(problem, detail, false, -1, origin);
    }

    @Override
    public CancelledException at(Origin origin) {
        return new CancelledException(problem(), detail(), origin);
    }
}
