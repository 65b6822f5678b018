package io.penstock.error;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A call that Penstock could not complete. Thrown nowhere on the request path: it travels as a value, has no stack
 * trace, and may be read on any thread.
 */
public abstract sealed class PenstockException extends RuntimeException
        permits AuthenticationException,
                BadRequestException,
                ValidationException,
                ForbiddenException,
                NotFoundException,
                ConflictException,
                RateLimitedException,
                ServerException,
                NetworkException,
                TimeoutException,
                CircuitOpenException,
                OverloadedException,
                ResourceException,
                FilesystemException,
                AnswerTooLargeException,
                CancelledException,
                CredentialException,
                ConfigurationException,
                SystemException {

    private final Problem problem;
    private final int status;
    private final boolean retrySafe;
    private final long retryAfterMillis;
    // Not for serialization: nobody sends these anywhere.
    private final transient Origin origin;

    PenstockException(Problem problem, String detail, boolean retrySafe, long retryAfterMillis, Origin origin) {
        this(problem, problem.status(), detail, retrySafe, retryAfterMillis, origin);
    }

    PenstockException(
            Problem problem, int status, String detail, boolean retrySafe, long retryAfterMillis, Origin origin) {
        super(detail, null, false, false);
        this.problem = problem;
        this.status = status;
        this.retrySafe = retrySafe;
        this.retryAfterMillis = retryAfterMillis;
        this.origin = origin;
    }

    /** The stable kind of this failure. */
    public Problem problem() {
        return problem;
    }

    /** The family that it belongs to. */
    public Category category() {
        return problem.category();
    }

    /** How much it matters to whoever runs Penstock. */
    public Severity severity() {
        return category().severity();
    }

    /** What gets a caller out of it. */
    public RecoveryStrategy recovery() {
        return category().recovery();
    }

    /** Whether the same call may succeed later without anybody changing anything. */
    public boolean canRecover() {
        return recovery().automatic();
    }

    /** One line that says what to check or do. */
    public String hint() {
        return problem.hint();
    }

    /** The HTTP status that tells it: that of the upstream where the upstream answered, else that of Penstock's own answer. */
    public int status() {
        return status;
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
        return origin.upstream();
    }

    /** The method and the route's path, such as {@code GET /contacts/{id}}; null where none was chosen yet. */
    public @Nullable String operation() {
        return origin.operation();
    }

    /** How many requests were made to the upstream for this call; 0 where none was. */
    public int attempts() {
        return origin.attempts();
    }

    /** How long the call waited, for a connection and between attempts, in milliseconds. */
    public long waitedMillis() {
        return origin.waitedMillis();
    }

    /** Further facts of this occurrence by name, such as {@code notRetried}; part of the problem that a caller sees. */
    public Map<String, String> context() {
        return origin.context();
    }

    /** Where it was met. */
    public Origin origin() {
        return origin;
    }

    /** The same failure with the upstream and the counts of the exchange that met it. */
    public abstract PenstockException at(Origin origin);

    /** The same failure with one more fact. */
    public PenstockException with(String name, String value) {
        return at(origin.with(name, value));
    }

    /**
     * Where a failure was met.
     *
     * @param upstream the upstream's name, or null where none was chosen yet
     * @param operation the method and the route's path, or null where there is none
     * @param attempts the requests made so far
     * @param waitedMillis the time spent waiting, for a connection and between attempts
     * @param context further facts by name, no secret among them
     */
    public record Origin(
            @Nullable String upstream,
            @Nullable String operation,
            int attempts,
            long waitedMillis,
            Map<String, String> context) {
        /** Before any upstream was chosen. */
        public static final Origin NONE = new Origin(null, 0, 0);

        /** An origin without an operation and further facts. */
        public Origin(@Nullable String upstream, int attempts, long waitedMillis) {
            this(upstream, null, attempts, waitedMillis, Map.of());
        }

        /** This origin with one more fact. */
        public Origin with(String name, String value) {
            Map<String, String> more = new TreeMap<>(context);
            more.put(name, value);
            return new Origin(upstream, operation, attempts, waitedMillis, Collections.unmodifiableMap(more));
        }
    }
}
