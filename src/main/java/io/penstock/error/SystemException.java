package io.penstock.error;

/** Penstock itself failed: a defect, or a shutdown. */
public final class SystemException extends PenstockException {
    /** A failure of this kind with what happened in this occurrence. */
    public SystemException(Problem problem, String detail) {
        this(problem, detail, Origin.NONE);
    }

    private SystemException(Problem problem, String detail, Origin origin) {
        super(problem, detail, false, -1, origin);
    }

    @Override
    public SystemException at(Origin origin) {
        return new SystemException(problem(), detail(), origin);
    }
}
