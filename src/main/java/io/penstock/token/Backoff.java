package io.penstock.token;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** How long to wait after failures in a row: exponential with full jitter, and no less than the provider asks for. */
final class Backoff {

    private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long MOST_ASKED_NANOS = TimeUnit.HOURS.toNanos(1);
    private static final int TRIES_PER_LIFE = 20;
    private static final int MOST_DOUBLINGS = 30;

    private Backoff() {}

    /**
     * The pause before the next try.
     *
     * @param failures how many tries in a row have failed, at least 1
     * @param lifeNanos how long the last token lived: short lives need short pauses; 0 where not known
     * @param retryAfterNanos how long the provider asks to wait, at most an hour of which is granted; −1 where it does not
     */
    static long nanos(
            int failures, long lifeNanos, long retryAfterNanos, RefreshPolicy policy, RandomGenerator random) {
        long base = policy.backoffBaseNanos();
        if (lifeNanos > 0) {
            base = Math.min(base, Math.max(LEAST_NANOS, lifeNanos / TRIES_PER_LIFE));
        }
        double bound =
                Math.min((double) policy.backoffMaxNanos(), base * Math.pow(2, Math.min(failures - 1, MOST_DOUBLINGS)));
        long pause = (long) (bound * random.nextDouble());
        return Math.max(pause, Math.min(retryAfterNanos, MOST_ASKED_NANOS));
    }
}
