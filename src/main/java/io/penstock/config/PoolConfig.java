package io.penstock.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The pool of connections to one upstream; its bounds hold for the whole process, whatever the number of event loops. */
public record PoolConfig(
        @Setting(value = "Most connections at once.", byDefault = "5", min = "1", max = "10000")
        int size,

        @Setting(value = "Connections opened at start and kept open.", byDefault = "1", min = "0", max = "10000")
        int minIdle,

        @Setting(
                value = "Age at which a connection is drained and replaced, varied by ±10 %; 0 means never.",
                byDefault = "10m",
                min = "0s",
                max = "30d")
        Duration maxAge,

        @Setting(
                value = "Time after which an unused connection beyond minIdle is closed; 0 means never.",
                byDefault = "60s",
                min = "0s",
                max = "1d")
        Duration idleTimeout,

        @Setting(
                value = "Time before a server's own Keep-Alive timeout at which its connection is no longer used.",
                byDefault = "1s",
                min = "0s",
                max = "1m")
        Duration keepAliveMargin,

        @Setting(
                value =
                        "Most calls waiting for a connection at once, those for whom one is being opened or lent among them.",
                byDefault = "1024",
                min = "0",
                max = "1000000")
        int maxWaiting,

        @Setting(value = "Longest wait of a call for a connection.", byDefault = "10s", min = "1ms", max = "1h")
        Duration maxWait,

        @Setting(
                example = "4",
                value = "Most HTTP/1.1 connections held by event streams; size - 1, at least 1, where absent.",
                min = "1",
                max = "10000")
        @Nullable
        Integer maxStreams,

        @Setting(
                value = "Most concurrent requests on one HTTP/2 connection.",
                byDefault = "100",
                min = "1",
                max = "10000")
        int http2Streams,

        @Setting("Health pings of idle connections.") PingConfig ping,
        @Setting("Reconnection while the upstream is down.") ReconnectConfig reconnect) {

    /** Refuses a pool that could never hold what it promises. */
    public PoolConfig {
        String atMostSize = "at most size (" + size + ")";
        new Checks()
                .expect(minIdle <= size, "minIdle", minIdle, atMostSize, "size")
                .expect(
                        maxStreams == null || maxStreams <= size,
                        "maxStreams",
                        String.valueOf(maxStreams),
                        atMostSize,
                        "size")
                .done();
    }

    /**
     * This pool with another number of connections.
     *
     * @throws IllegalArgumentException if minIdle or maxStreams exceeds it
     */
    public PoolConfig withSize(int size) {
        return Records.with(this, "size", size);
    }

    /** The setting, or its default: all connections but one, at least one. */
    public int streamLimit() {
        return maxStreams != null ? maxStreams : Math.max(1, size - 1);
    }
}
