package io.penstock;

import io.penstock.pool.QueueStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The calls that wait for an upstream, and those in progress, at a moment.
 *
 * @param active the requests in progress; where {@code maxConcurrent} is not set, the connections that carry one
 * @param maxActive the requests in progress at most, as of now; null for any number
 * @param queued the calls that wait: for a connection, a place, or a permit
 * @param oldestWait how long the call has waited that has waited longest; null where none waits
 */
public record QueueSnapshot(
        int active,
        @Nullable Integer maxActive,
        int queued,
        @Nullable Duration oldestWait) {

    static QueueSnapshot of(QueueStatus status) {
        return new QueueSnapshot(
                status.active(),
                status.maxActive() < 0 ? null : (Integer) status.maxActive(),
                status.queued(),
                status.oldestMillis() < 0 ? null : Duration.ofMillis(status.oldestMillis()));
    }
}
