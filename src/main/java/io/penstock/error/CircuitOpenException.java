package io.penstock.error;

/** The circuit breaker of the upstream lets nothing through; the call was not sent. */
public final class CircuitOpenException extends PenstockException {
    /** A failure of this kind with the wait, in milliseconds, after which another try may succeed. */
    public CircuitOpenException(Problem problem, String detail, long retryAfterMillis) {
        this(problem, detail, retryAfterMillis, Origin.NONE);
    }

    private CircuitOpenException(Problem problem, String detail, long retryAfterMillis, Origin origin) {
        super(problem, detail, true, retryAfterMillis, origin);
    }

    @Override
    public CircuitOpenException at(Origin origin) {
        return new CircuitOpenException(problem(), detail(), retryAfterMillis(), origin);
    }
}
