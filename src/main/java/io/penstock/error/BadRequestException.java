package io.penstock.error;

/** The request breaks a rule of HTTP or of this gateway, and was not forwarded. */
public final class BadRequestException extends PenstockException {
    /** A failure of this kind with what happened in this occurrence. */
    public BadRequestException(Problem problem, String detail) {
        this(problem, detail, Origin.NONE);
    }

    private BadRequestException(Problem problem, String detail, Origin origin) {
        super(problem, detail, true, -1, origin);
    }

    @Override
    public BadRequestException at(Origin origin) {
        return new BadRequestException(problem(), detail(), origin);
    }
}
