package io.penstock.token;

import io.penstock.config.CredentialConfig;
import java.util.concurrent.TimeUnit;

/**
 * When a credential's token is replaced. Times are in nanoseconds.
 *
 * @param marginNanos the least time before its end at which a token is replaced
 * @param fraction the least share of its life that is then left; the larger of the two rules, up to half of the life
 * @param jitter by which share of itself the lead is varied, so that many instances do not ask at once
 * @param idleNanos after how long without a use a token is left to lapse; 0 means never
 * @param eager whether the first token is fetched at start rather than at the first use
 * @param cooldownNanos how long nothing is tried after a permanent refusal, or after a fresh token was refused
 * @param backoffBaseNanos the upper bound of the first pause after a failure; it doubles with each further one
 * @param backoffMaxNanos the longest such pause
 */
record RefreshPolicy(
        long marginNanos,
        double fraction,
        double jitter,
        long idleNanos,
        boolean eager,
        long cooldownNanos,
        long backoffBaseNanos,
        long backoffMaxNanos) {

    /** What is in force where nothing is configured. */
    static final RefreshPolicy DEFAULT = new RefreshPolicy(
            TimeUnit.SECONDS.toNanos(60),
            0.2,
            0.1,
            TimeUnit.MINUTES.toNanos(30),
            true,
            TimeUnit.SECONDS.toNanos(60),
            TimeUnit.SECONDS.toNanos(1),
            TimeUnit.SECONDS.toNanos(60));

    /** What a credential's settings say; the jitter and the pauses after failures are the defaults. */
    static RefreshPolicy of(CredentialConfig config) {
        return new RefreshPolicy(
                config.refreshAhead().margin().toNanos(),
                config.refreshAhead().fraction(),
                DEFAULT.jitter(),
                config.idle().toNanos(),
                config.eager(),
                config.cooldown().toNanos(),
                DEFAULT.backoffBaseNanos(),
                DEFAULT.backoffMaxNanos());
    }

    RefreshPolicy {
        atLeast("margin", marginNanos, 0);
        atLeast("idle", idleNanos, 0);
        atLeast("cooldown", cooldownNanos, 1);
        atLeast("backoff.base", backoffBaseNanos, 1);
        atLeast("backoff.max", backoffMaxNanos, backoffBaseNanos);
        share("fraction", fraction);
        share("jitter", jitter);
    }

    private static void atLeast(String name, long nanos, long least) {
        if (nanos < least) {
            throw new IllegalArgumentException(name + " is " + nanos + " ns; expected at least " + least);
        }
    }

    private static void share(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + " is " + value + "; expected 0 up to, but not including, 1");
        }
    }
}
