package io.penstock.error;

/**
 * A rate is exceeded: the upstream says so (429), or Penstock's own limit for it does. The request was not handled.
 *
 * <p>The upstream's own status may be another one where a rule of the configuration reads it so.
 */
public final class RateLimitedException extends PenstockException {

    /**
     * A refusal of Penstock's own.
     *
     * @param retryAfterMillis the wait after which another try may succeed, −1 where none is known
     */
    public RateLimitedException(Problem problem, String detail, long retryAfterMillis) {
        this(problem, problem.status(), detail, retryAfterMillis, Origin.NONE);
    }

    /**
     * A refusal of the upstream.
     *
     * @param retryAfterMillis the wait after which another try may succeed, −1 where none is known
     */
    public RateLimitedException(int status, String detail, long retryAfterMillis) {
        this(Problem.UPSTREAM_RATE_LIMITED, status, detail, retryAfterMillis, Origin.NONE);
    }

    private RateLimitedException(Problem problem, int status, String detail, long retryAfterMillis, Origin origin) {
        super(problem, status, detail, true, retryAfterMillis, origin);
    }

    @Override
    public RateLimitedException at(Origin origin) {
        return new RateLimitedException(problem(), status(), detail(), retryAfterMillis(), origin);
    }
}
