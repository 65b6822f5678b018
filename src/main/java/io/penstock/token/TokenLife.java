package io.penstock.token;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * The moments of one token's life, on the ticker's clock.
 *
 * @param refreshAtNanos when its successor is asked for
 * @param usableUntilNanos when it is used for the last time: a little before its end, because a request takes time
 * @param known whether the provider said how long it lives; if not, both moments never come
 */
record TokenLife(long refreshAtNanos, long usableUntilNanos, boolean known) {

    /** 146 years: never, but near enough to be added to any value of a clock. */
    static final long NEVER_NANOS = Long.MAX_VALUE / 2;

    private static final long LAST_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final double LAST_SHARE = 0.05;
    private static final long LAST_CALL_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int LAST_CALL_SHARE = 10;

    /** The life of a token that was asked for at {@code askedNanos}, and may have been issued that early. */
    static TokenLife of(long lifeNanos, long askedNanos, RefreshPolicy policy, RandomGenerator random) {
        if (lifeNanos == IssuedToken.UNKNOWN_LIFE) {
            return new TokenLife(askedNanos + NEVER_NANOS, askedNanos + NEVER_NANOS, false);
        }
        long life = Math.min(Math.max(0, lifeNanos), NEVER_NANOS);
        long usable = life - Math.min(LAST_NANOS, (long) (life * LAST_SHARE));
        long refresh = Math.min(life - lead(life, policy, random), usable);
        return new TokenLife(askedNanos + refresh, askedNanos + usable, true);
    }

    /** The same token once more: its successor is asked for when half of what is left has passed. */
    TokenLife broughtBack(long nowNanos, long leastNanos) {
        if (!known) {
            return this;
        }
        long left = usableUntilNanos - nowNanos;
        long half = Math.min(Math.max(left / 2, leastNanos), Math.max(0, left));
        return new TokenLife(nowNanos + half, usableUntilNanos, true);
    }

    /** The last moment at which a successor can be asked for in time; {@code lifeNanos} is the whole life. */
    long lastCallNanos(long lifeNanos) {
        return usableUntilNanos - Math.min(LAST_CALL_NANOS, lifeNanos / LAST_CALL_SHARE);
    }

    /** Whether it may be used. */
    boolean usable(long nowNanos) {
        return nowNanos - usableUntilNanos < 0;
    }

    private static long lead(long life, RefreshPolicy policy, RandomGenerator random) {
        long wanted = Math.max(policy.marginNanos(), (long) (life * policy.fraction()));
        double varied = 1 + policy.jitter() * (2 * random.nextDouble() - 1);
        return (long) (Math.min(wanted, life / 2) * varied);
    }
}
