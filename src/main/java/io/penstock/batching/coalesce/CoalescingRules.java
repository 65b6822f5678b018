package io.penstock.batching.coalesce;

import io.penstock.batching.IgnoredFields;
import io.penstock.config.CoalesceConfig;

/**
 * How the calls of a route are shared.
 *
 * @param ignored the fields in which they may differ
 * @param buffer the beginning of an answer that is kept for those who join, and the most by which one may be behind, in bytes
 * @param maxHoldBackNanos how long the slowest may hold the others back, summed over an answer
 */
public record CoalescingRules(IgnoredFields ignored, long buffer, long maxHoldBackNanos) {

    /** What the settings say. */
    public static CoalescingRules of(CoalesceConfig config) {
        return new CoalescingRules(
                new IgnoredFields(config.ignore()),
                config.buffer().bytes(),
                config.maxHoldBack().toNanos());
    }
}
