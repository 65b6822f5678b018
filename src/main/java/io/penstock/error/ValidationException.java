package io.penstock.error;

import java.util.List;

/** The upstream refused the request's content (422); the request was not handled. */
public final class ValidationException extends PenstockException {
    private final transient List<FieldError> fieldErrors;

    /**
     * A failure of this kind.
     *
     * @param status the upstream's status
     * @param fieldErrors what is wrong with which field; empty where the upstream does not say it in a form that is known
     */
    public ValidationException(int status, String detail, List<FieldError> fieldErrors) {
        this(status, detail, List.copyOf(fieldErrors), Origin.NONE);
    }

    private ValidationException(int status, String detail, List<FieldError> fieldErrors, Origin origin) {
        super(Problem.UPSTREAM_VALIDATION, status, detail, true, -1, origin);
        this.fieldErrors = fieldErrors;
    }

    /** What is wrong with which field, in the upstream's order; empty where it does not say so in a form that is known. */
    public List<FieldError> fieldErrors() {
        return fieldErrors;
    }

    @Override
    public ValidationException at(Origin origin) {
        return new ValidationException(status(), detail(), fieldErrors, origin);
    }
}
