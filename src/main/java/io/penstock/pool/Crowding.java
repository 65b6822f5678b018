package io.penstock.pool;

import io.penstock.config.UpstreamConfig;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns, at most once a minute, that callers outrun an upstream. Thread-safe. */
final class Crowding {

    private static final Logger LOG = LoggerFactory.getLogger(Crowding.class);
    private static final long NEVER = Long.MIN_VALUE;
    private static final long SILENCE = TimeUnit.MINUTES.toNanos(1);

    private final String upstream;
    private final int warnAt;
    private final String bounds;
    private final AtomicLong warnedNanos = new AtomicLong(NEVER);

    Crowding(String upstream, UpstreamConfig config) {
        this.upstream = upstream;
        this.warnAt = config.queueWarn();
        this.bounds = "pool.size is " + config.pool().size() + ", maxConcurrent "
                + (config.maxConcurrent() == null
                        ? "not set"
                        : config.maxConcurrent().toString()) + ", rateLimit "
                + (config.rateLimit().configured() ? "set" : "not set");
    }

    /** Notes how many calls wait. */
    void note(int waiting, long nowNanos) {
        if (warnAt == 0 || waiting < warnAt) {
            return;
        }
        long before = warnedNanos.get();
        if ((before == NEVER || nowNanos - before >= SILENCE) && warnedNanos.compareAndSet(before, nowNanos)) {
            LOG.warn(
                    "{}: {} calls wait: callers send more than the upstream may be given; expected fewer than {} waiting"
                            + " (queueWarn). Slow the callers down, or raise what holds their calls back: {}",
                    upstream,
                    waiting,
                    warnAt,
                    bounds);
        }
    }
}
