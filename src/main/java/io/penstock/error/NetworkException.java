package io.penstock.error;

/** The upstream could not be reached, or its connection broke before a valid answer. */
public final class NetworkException extends PenstockException {
    /** A failure of this kind; {@code retrySafe} tells that the request certainly was not handled. */
    public NetworkException(Problem problem, String detail, boolean retrySafe) {
        this(problem, detail, retrySafe, Origin.NONE);
    }

    private NetworkException(Problem problem, String detail, boolean retrySafe, Origin origin) {
        super(problem, detail, retrySafe, -1, origin);
    }

    @Override
    public NetworkException at(Origin origin) {
        return new NetworkException(problem(), detail(), retrySafe(), origin);
    }
}
