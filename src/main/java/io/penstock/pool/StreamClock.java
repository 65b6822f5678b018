package io.penstock.pool;

import io.penstock.error.Problem;
import io.penstock.exchange.Exchange;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** The two limits of an answer's body: the time without a byte, and the time for the whole. Confined to its event loop. */
final class StreamClock {

    private static final String EVENT_STREAM = "text/event-stream";

    private final long idleLimitNanos;
    private final long wholeLimitNanos;
    private final long exchangeStartedNanos;
    private long progressNanos;

    private StreamClock(long idleLimitNanos, long wholeLimitNanos, long exchangeStartedNanos, long nowNanos) {
        this.idleLimitNanos = idleLimitNanos;
        this.wholeLimitNanos = wholeLimitNanos;
        this.exchangeStartedNanos = exchangeStartedNanos;
        this.progressNanos = nowNanos;
    }

    /** Whether an answer may be silent for as long as it likes. */
    static boolean isEventStream(MultiMap headers) {
        String type = headers.get(HttpHeaders.CONTENT_TYPE);
        return type != null && type.regionMatches(true, 0, EVENT_STREAM, 0, EVENT_STREAM.length());
    }

    /** Starts at an answer's head. Event streams may be silent for as long as they like. */
    static StreamClock start(Exchange exchange, boolean eventStream) {
        return new StreamClock(
                eventStream ? 0 : exchange.route().streamIdleNanos(),
                exchange.route().maxDurationNanos(),
                exchange.startedNanos(),
                exchange.wheel().ticker().nanos());
    }

    void progressed(long nowNanos) {
        progressNanos = nowNanos;
    }

    /** The time until the nearer limit; {@code Long.MAX_VALUE} where there is none. */
    long leftNanos(long nowNanos) {
        long idle = idleLimitNanos == 0 ? Long.MAX_VALUE : idleLimitNanos - (nowNanos - progressNanos);
        long whole = wholeLimitNanos == 0 ? Long.MAX_VALUE : wholeLimitNanos - (nowNanos - exchangeStartedNanos);
        return Math.min(idle, whole);
    }

    /** The limit that was passed, or null where none was; while the caller stalls the upstream is not to blame. */
    @Nullable
    Problem verdict(long nowNanos, boolean callerStalls) {
        if (wholeLimitNanos > 0 && nowNanos - exchangeStartedNanos >= wholeLimitNanos) {
            return Problem.STREAM_TOO_LONG;
        }
        if (callerStalls) {
            progressNanos = nowNanos;
            return null;
        }
        return idleLimitNanos > 0 && nowNanos - progressNanos >= idleLimitNanos ? Problem.STREAM_IDLE : null;
    }
}
