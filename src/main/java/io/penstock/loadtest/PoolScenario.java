package io.penstock.loadtest;

import io.penstock.loadtest.Optimization.Totals;
import io.penstock.loadtest.Run.UpstreamFigures;
import java.util.List;
import java.util.Map;

/** Small answers through a pool: with it a handful of connections serves all calls, without it each call opens one. */
final class PoolScenario implements Scenario {

    private static final int POOL_SIZE = 32;

    @Override
    public String name() {
        return "pool";
    }

    @Override
    public String summary() {
        return "1 KiB answers over pooled connections, or a new one for each call";
    }

    @Override
    public List<String> paths() {
        return List.of("/" + UPSTREAM + "/bytes/1024");
    }

    @Override
    public Map<String, String> settings(String upstreamUrl) {
        String pool = "upstreams." + UPSTREAM + ".pool.";
        return Map.of(
                // All callers ask for the same.
                "features.coalescing",
                "false",
                pool + "size",
                Integer.toString(POOL_SIZE),
                pool + "maxWaiting",
                Integer.toString(Load.MAX_CONCURRENCY),
                // No connection is closed for its age or its idleness, so that what is opened can be counted.
                pool + "maxAge",
                "0s",
                pool + "idleTimeout",
                "0s");
    }

    @Override
    public List<Optimization> optimizations() {
        String name = "connection management";
        return List.of(new Optimization(name, "ENABLE_CONNECTION_MANAGEMENT", (on, off) -> {
            boolean both = on.calls().answered() > 0 && off.calls().answered() > 0;
            UpstreamFigures with = on.upstream();
            UpstreamFigures without = off.upstream();
            boolean helped = both && Verdict.allMet(verdicts(on)) && without.connectionsOpened() >= without.calls();
            return new Optimization.Finding(
                    name,
                    helped,
                    "on, " + with.connectionsOpened() + " connections for " + with.calls() + " calls; off, "
                            + without.connectionsOpened() + " for " + without.calls() + "; expected at most "
                            + needed(on)
                            + " with it, and at least one for each call without it");
        }));
    }

    @Override
    public List<Verdict> verdicts(Totals on) {
        return List.of(Verdict.atMost(
                "connections to the upstream opened", needed(on), on.upstream().connectionsOpened()));
    }

    /** A call that fails may take its connection with it, which is then replaced. */
    private static long needed(Totals on) {
        return POOL_SIZE + on.calls().failed();
    }
}
