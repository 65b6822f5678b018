package io.penstock.loadtest;

import org.jspecify.annotations.Nullable;

/**
 * One measured run.
 *
 * @param variant what was switched off, or that nothing was
 * @param round from 1
 * @param seconds the time from its beginning to the end of its last call
 * @param upstream null where the upstream is not the load test's own
 */
public record Run(
        String variant,
        int round,
        double seconds,
        Calls calls,
        Latency latency,
        @Nullable UpstreamFigures upstream,
        GatewayFigures gateway) {

    /**
     * What the upstream saw.
     *
     * @param calls requests
     * @param connectionsOpened connections that it accepted
     */
    public record UpstreamFigures(long calls, long connectionsOpened) {

        UpstreamFigures minus(UpstreamFigures before) {
            return new UpstreamFigures(calls - before.calls, connectionsOpened - before.connectionsOpened);
        }
    }

    /**
     * What the gateway's process took.
     *
     * @param cpuSeconds user and system time; null where it cannot be told
     * @param rssBytes memory that was resident at the end; null where it cannot be told
     */
    public record GatewayFigures(
            @Nullable Double cpuSeconds, @Nullable Long rssBytes) {

        static final GatewayFigures UNKNOWN = new GatewayFigures(null, null);

        /** The time since then, and the memory now. */
        GatewayFigures since(GatewayFigures before) {
            return new GatewayFigures(
                    cpuSeconds == null || before.cpuSeconds == null ? null : cpuSeconds - before.cpuSeconds, rssBytes);
        }
    }

    /** Its counts; those of an upstream that is not known are 0. */
    Optimization.Totals totals() {
        long upstreamCalls = upstream == null ? 0 : upstream.calls();
        long opened = upstream == null ? 0 : upstream.connectionsOpened();
        return new Optimization.Totals(calls.answered(), calls.failed(), upstreamCalls, opened);
    }

    /** Calls answered in a second. */
    double throughput() {
        return seconds == 0 ? 0 : calls.answered() / seconds;
    }

    /** What 100,000 calls cost the gateway; null where it cannot be told. */
    @Nullable
    Double cpuSecondsPer100k() {
        Double cpu = gateway.cpuSeconds();
        return cpu == null || calls.ended() == 0 ? null : cpu / calls.ended() * 100_000;
    }
}
