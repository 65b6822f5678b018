package io.penstock.loadtest;

import org.jspecify.annotations.Nullable;

/**
 * One measured run.
 *
 * @param variant what was switched off, or that nothing was
 * @param round from 1
 * @param seconds the time from its beginning to the end of its last call
 * @param lastFailureSeconds the time from its beginning to the end of the last call that failed; 0 where none did
 * @param upstream null where the upstream is not the load test's own
 */
public record Run(
        String variant,
        int round,
        double seconds,
        double lastFailureSeconds,
        Calls calls,
        Latency latency,
        @Nullable UpstreamFigures upstream,
        GatewayFigures gateway) {

    /**
     * What the upstream saw.
     *
     * @param calls requests, those for tokens included
     * @param connectionsOpened connections that it accepted
     * @param tokensIssued access tokens that it issued
     * @param tokensRefused requests whose token had expired, or was none of its own
     * @param tokensMissing requests that wanted a token and had none
     * @param tooManyRequests requests that it answered with 429
     * @param overQuota requests that came when its quota was spent
     * @param duplicates orders that it was given twice
     */
    public record UpstreamFigures(
            long calls,
            long connectionsOpened,
            long tokensIssued,
            long tokensRefused,
            long tokensMissing,
            long tooManyRequests,
            long overQuota,
            long duplicates) {

        static final UpstreamFigures NONE = new UpstreamFigures(0, 0, 0, 0, 0);

        /** Figures of an upstream that has no quota and takes no orders. */
        public UpstreamFigures(
                long calls, long connectionsOpened, long tokensIssued, long tokensRefused, long tokensMissing) {
            this(calls, connectionsOpened, tokensIssued, tokensRefused, tokensMissing, 0, 0, 0);
        }

        UpstreamFigures minus(UpstreamFigures before) {
            return plus(new UpstreamFigures(
                    -before.calls,
                    -before.connectionsOpened,
                    -before.tokensIssued,
                    -before.tokensRefused,
                    -before.tokensMissing,
                    -before.tooManyRequests,
                    -before.overQuota,
                    -before.duplicates));
        }

        UpstreamFigures plus(UpstreamFigures other) {
            return new UpstreamFigures(
                    calls + other.calls,
                    connectionsOpened + other.connectionsOpened,
                    tokensIssued + other.tokensIssued,
                    tokensRefused + other.tokensRefused,
                    tokensMissing + other.tokensMissing,
                    tooManyRequests + other.tooManyRequests,
                    overQuota + other.overQuota,
                    duplicates + other.duplicates);
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
        return new Optimization.Totals(
                calls,
                upstream == null ? UpstreamFigures.NONE : upstream,
                new Optimization.Times(1, seconds, lastFailureSeconds));
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
