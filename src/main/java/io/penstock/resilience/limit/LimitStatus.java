package io.penstock.resilience.limit;

/**
 * A look at what an upstream allows. Numbers that are not known, or do not apply, are −1. Of several scopes the one that
 * holds back most is shown.
 *
 * @param upstream the upstream's name
 * @param perSecond the requests a second that are sent at most, headroom taken off
 * @param burst the requests that may leave at once after a pause
 * @param tokens the requests that may leave at once now
 * @param overrideMillis the time until the configured limits hold again
 * @param quotaLimit the requests of a window, as the upstream says
 * @param quotaLeft those that are left of it
 * @param quotaResetMillis the time until the window ends
 * @param coolingMillis the time until requests are sent again after a 429
 */
public record LimitStatus(
        String upstream,
        double perSecond,
        int burst,
        double tokens,
        long overrideMillis,
        long quotaLimit,
        long quotaLeft,
        long quotaResetMillis,
        long coolingMillis) {}
