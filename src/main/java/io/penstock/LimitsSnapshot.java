package io.penstock;

import io.penstock.resilience.limit.LimitStatus;
import io.penstock.resilience.retry.RetryBudgetStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What may be sent to an upstream, at a moment. Where consumers or credentials differ, the one is shown that is held back
 * most.
 *
 * @param rate the rate that all calls share, configured or set for a while; null where there is none
 * @param tokens the requests that may leave at once now; null where no limit is configured for all calls
 * @param quota what is left, as the upstream says; null where it says nothing
 * @param coolingFor the time until requests are sent again after the upstream asked for a pause; null where they are sent
 * @param retryBudget the retries that the upstream may be sent
 */
public record LimitsSnapshot(
        @Nullable Rate rate,
        @Nullable Double tokens,
        @Nullable Quota quota,
        @Nullable Duration coolingFor,
        RetryBudget retryBudget) {

    /**
     * A rate, headroom taken off.
     *
     * @param perSecond the requests a second
     * @param burst the requests that may leave at once after a pause
     * @param overrideEndsIn the time until the configured rate holds again; null where it does
     */
    public record Rate(
            double perSecond, int burst, @Nullable Duration overrideEndsIn) {}

    /**
     * A quota that the upstream announced.
     *
     * @param limit the requests of a window; null where the upstream does not say
     * @param left those that are left of it
     * @param resetsIn the time until the window ends
     */
    public record Quota(@Nullable Long limit, long left, Duration resetsIn) {}

    /**
     * A budget of retries and hedges.
     *
     * @param limit the retries that there may be in 10 s, as of now
     * @param used those that were sent in the last 10 s, or wait to be
     */
    public record RetryBudget(int limit, int used) {

        /** The retries that there may still be, as of now. */
        public int left() {
            return Math.max(0, limit - used);
        }
    }

    static LimitsSnapshot of(LimitStatus limits, RetryBudgetStatus budget) {
        return new LimitsSnapshot(
                limits.perSecond() < 0 ? null : rate(limits),
                limits.tokens() < 0 ? null : (Double) limits.tokens(),
                limits.quotaLeft() < 0 ? null : quota(limits),
                duration(limits.coolingMillis()),
                new RetryBudget(budget.limit(), budget.used()));
    }

    private static Rate rate(LimitStatus limits) {
        return new Rate(limits.perSecond(), limits.burst(), duration(limits.overrideMillis()));
    }

    private static Quota quota(LimitStatus limits) {
        Long limit = limits.quotaLimit() < 0 ? null : limits.quotaLimit();
        return new Quota(limit, limits.quotaLeft(), Duration.ofMillis(Math.max(0, limits.quotaResetMillis())));
    }

    private static @Nullable Duration duration(long millis) {
        return millis < 0 ? null : Duration.ofMillis(millis);
    }
}
