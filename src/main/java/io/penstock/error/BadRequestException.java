package io.penstock.error;

/** The request breaks a rule of HTTP or of this gateway, and was not forwarded; or the upstream refused it. */
public final class BadRequestException extends PenstockException {
    /** A failure of this kind with what happened in this occurrence. */
    public BadRequestException(Problem problem, String detail) {
        this(problem, problem.status(), detail, Origin.NONE);
    }

    /** A refusal of the upstream with its status. */
    public BadRequestException(int status, String detail) {
        this(Problem.UPSTREAM_BAD_REQUEST, status, detail, Origin.NONE);
    }

    private BadRequestException(Problem problem, int status, String detail, Origin origin) {
        super(problem, status, detail, true, -1, origin);
    }

    @Override
    public BadRequestException at(Origin origin) {
        return new BadRequestException(problem(), status(), detail(), origin);
    }
}
