package io.penstock.error;

/** No upstream is served at the requested path. */
public final class NotFoundException extends PenstockException {
    /** A failure of this kind with what happened in this occurrence. */
    public NotFoundException(Problem problem, String detail) {
        this(problem, detail, Origin.NONE);
    }

    private NotFoundException(Problem problem, String detail, Origin origin) {
        super(problem, detail, true, -1, origin);
    }

    @Override
    public NotFoundException at(Origin origin) {
        return new NotFoundException(problem(), detail(), origin);
    }
}
