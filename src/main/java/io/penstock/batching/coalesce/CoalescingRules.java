package io.penstock.batching.coalesce;

import io.penstock.batching.FingerprintKey;
import io.penstock.batching.IgnoredFields;
import io.penstock.config.CoalesceConfig;

/**
 * How the calls of a route are shared, on all event loops. Each route has its own: what differs below, such as the credential
 * that signs the requests, must not be shared with another route that asks for the same.
 *
 * @param key the route's own, so that its calls have no fingerprint in common with those of others
 * @param ignored the fields in which they may differ
 * @param buffer the beginning of an answer that is kept for those who join, and the most by which one may be behind, in bytes
 * @param maxHoldBackNanos how long the slowest may hold the others back, summed over an answer
 */
public record CoalescingRules(FingerprintKey key, IgnoredFields ignored, long buffer, long maxHoldBackNanos) {

    /** What the settings say, for one route: made once for it. */
    public static CoalescingRules of(CoalesceConfig config) {
        return new CoalescingRules(
                FingerprintKey.random(),
                new IgnoredFields(config.ignore()),
                config.buffer().bytes(),
                config.maxHoldBack().toNanos());
    }
}
