package io.penstock.resilience.retry;

import io.penstock.exchange.Exchange;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of retries in the log, so many lines a second at most: an upstream that fails under load fails thousands of calls.
 * Confined to an event loop.
 */
final class RetryLog {

    private static final Logger LOG = LoggerFactory.getLogger(RetryStage.class);
    private static final int LINES_A_SECOND = 10;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private long sinceNanos;
    private int lines;
    private int leftOut;

    /** A request is sent again after a pause. */
    void retrying(Exchange exchange, int retry, int most, long pauseNanos, String reason, boolean asked) {
        if (LOG.isInfoEnabled() && mayWrite(exchange)) {
            LOG.info(
                    "retry {}/{} for {} {} after {} ms ({}, {} ms so far{}){}",
                    retry,
                    most,
                    exchange.route().upstream(),
                    exchange.operation(),
                    millis(pauseNanos),
                    reason,
                    millis(now(exchange) - exchange.startedNanos()),
                    asked ? ", wait asked by the server" : "",
                    leftOut());
        }
    }

    /** A request that was sent again is not any more. */
    void gaveUp(Exchange exchange, String reason, String why) {
        if (LOG.isWarnEnabled() && mayWrite(exchange)) {
            LOG.warn(
                    "gave up on {} {} after {} attempts and {} ms: {} ({}){}",
                    exchange.route().upstream(),
                    exchange.operation(),
                    exchange.attempts(),
                    millis(now(exchange) - exchange.startedNanos()),
                    reason,
                    why,
                    leftOut());
        }
    }

    private boolean mayWrite(Exchange exchange) {
        long now = now(exchange);
        if (lines == 0 || now - sinceNanos >= SECOND) {
            sinceNanos = now;
            lines = 0;
        }
        if (lines >= LINES_A_SECOND) {
            leftOut++;
            return false;
        }
        lines++;
        return true;
    }

    private String leftOut() {
        int before = leftOut;
        leftOut = 0;
        return before == 0 ? "" : "; " + before + " such lines left out before";
    }

    private static long now(Exchange exchange) {
        return exchange.wheel().ticker().nanos();
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
