package io.penstock.error;

/** The upstream answered with more than the caller is ready to hold in memory; the request was handled. */
public final class AnswerTooLargeException extends PenstockException {
    /** A failure of this kind with what happened in this occurrence. */
    public AnswerTooLargeException(Problem problem, String detail) {
        this(problem, detail, Origin.NONE);
    }

    private AnswerTooLargeException(Problem problem, String detail, Origin origin) {
        super(problem, detail, false, -1, origin);
    }

    @Override
    public AnswerTooLargeException at(Origin origin) {
        return new AnswerTooLargeException(problem(), detail(), origin);
    }
}
