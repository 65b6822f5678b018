package io.penstock;

import io.penstock.app.Gateway;
import io.penstock.exchange.MemoryPressure.Level;
import io.penstock.memory.MemoryStatus;
import io.penstock.pool.PoolStatus;
import io.penstock.resilience.breaker.BreakerState;
import io.penstock.resilience.breaker.UpstreamBreaker;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How Penstock is at a moment.
 *
 * @param overall the worst that the issues tell
 * @param issues what is wrong now; empty where nothing is
 */
public record PenstockStatus(Overall overall, List<Issue> issues) {

    /** Keeps a copy of the list. */
    public PenstockStatus {
        issues = List.copyOf(issues);
    }

    /** How calls fare. */
    public enum Overall {
        /** Nothing is known to be wrong. */
        UP,
        /** Calls to some upstreams fail, or are refused. */
        DEGRADED,
        /** Penstock takes no calls: it has not started yet, or is about to stop. */
        DOWN
    }

    /**
     * Something that is wrong.
     *
     * @param upstream the upstream that it concerns; null for Penstock itself
     * @param kind what it is, as one of a small fixed set: {@code not-ready}, {@code upstream-down}, {@code breaker-open},
     *     {@code breaker-half-open}, {@code breaker-forced-open}, {@code memory-elevated}, {@code memory-high},
     *     {@code memory-critical}
     * @param detail in words, for people
     */
    public record Issue(@Nullable String upstream, String kind, String detail) {}

    static PenstockStatus of(Gateway gateway) {
        List<Issue> issues = new ArrayList<>();
        String notReady = gateway.notReady();
        if (notReady != null) {
            issues.add(new Issue(null, "not-ready", "Penstock is " + notReady));
        }
        MemoryStatus memory = gateway.memory();
        if (memory != null && memory.level() != Level.NORMAL) {
            String level = memory.level().label();
            issues.add(new Issue(null, "memory-" + level, "memory pressure is " + level));
        }
        for (PoolStatus pool : gateway.pools()) {
            if (pool.state().equals("down")) {
                issues.add(new Issue(pool.upstream(), "upstream-down", String.valueOf(pool.lastFailure())));
            }
            UpstreamBreaker breaker = gateway.breaker(pool.upstream());
            BreakerState state = breaker == null ? BreakerState.DISABLED : breaker.state();
            if (breaker != null && state != BreakerState.CLOSED && state != BreakerState.DISABLED) {
                issues.add(new Issue(pool.upstream(), "breaker-" + state.label(), breaker.describe()));
            }
        }
        Overall overall = notReady != null ? Overall.DOWN : issues.isEmpty() ? Overall.UP : Overall.DEGRADED;
        return new PenstockStatus(overall, issues);
    }
}
