package io.penstock.error;

import org.jspecify.annotations.Nullable;

/**
 * A call that Penstock could not complete. Thrown nowhere on the request path: it travels as a value, has no stack
 * trace, and may be read on any thread.
 */
public abstract sealed class PenstockException extends RuntimeException
        permits BadRequestException,
                NotFoundException,
                NetworkException,
                TimeoutException,
                OverloadedException,
                AnswerTooLargeException,
                CancelledException,
                CredentialException,
                ConfigurationException,
                SystemException {

    private final Problem problem;
    private final boolean retrySafe;
    private final long retryAfterMillis;
    private final @Nullable String upstream;
    private final int attempts;
    private final long waitedMillis;

    PenstockException(Problem problem, String detail, boolean retrySafe, long retryAfterMillis, Origin origin) {
        super(detail, null, false, false);
        this.problem = problem;
        this.retrySafe = retrySafe;
        this.retryAfterMillis = retryAfterMillis;
        this.upstream = origin.upstream();
        this.attempts = origin.attempts();
        this.waitedMillis = origin.waitedMillis();
    }

    /** The stable kind of this failure. */
    public Problem problem() {
        return problem;
    }

    /** What happened in this occurrence: the value that was found, then what was expected. Holds no secret. */
    public String detail() {
        String message = getMessage();
        return message == null ? problem.title() : message;
    }

    /** Whether the request certainly was not handled by the upstream, so that sending it again repeats nothing. */
    public boolean retrySafe() {
        return retrySafe;
    }

    /** How long to wait before trying again, in milliseconds; −1 where no wait is known. */
    public long retryAfterMillis() {
        return retryAfterMillis;
    }

    /** The upstream's configured name; null where the request was refused before one was chosen. */
    public @Nullable String upstream() {
        return upstream;
    }

    /** How many requests were made to the upstream for this call; 0 where none was. */
    public int attempts() {
        return attempts;
    }

    /** How long the call waited for a connection, in milliseconds. */
    public long waitedMillis() {
        return waitedMillis;
    }

    /** The same failure with the upstream and the counts of the exchange that met it. */
    public abstract PenstockException at(Origin origin);

    /**
     * Where a failure was met.
     *
     * @param upstream the upstream's name, or null where none was chosen yet
     * @param attempts the requests made so far
     * @param waitedMillis the time spent waiting for a connection
     */
    public record Origin(@Nullable String upstream, int attempts, long waitedMillis) {
        /** Before any upstream was chosen. */
        public static final Origin NONE = new Origin(null, 0, 0);
    }
}
