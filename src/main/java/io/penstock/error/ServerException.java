package io.penstock.error;

/** The upstream failed (5xx); it may have acted on the request. */
public final class ServerException extends PenstockException {
    /** A failure of this kind with the upstream's status, and the wait, in milliseconds, after which another try may succeed; −1 where none is known. */
    public ServerException(int status, String detail, long retryAfterMillis) {
        this(status, detail, retryAfterMillis, Origin.NONE);
    }

    private ServerException(int status, String detail, long retryAfterMillis, Origin origin) {
        super(Problem.UPSTREAM_FAILED, status, detail, false, retryAfterMillis, origin);
    }

    @Override
    public ServerException at(Origin origin) {
        return new ServerException(status(), detail(), retryAfterMillis(), origin);
    }
}
