package io.penstock.gateway;

import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.LimitView;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells a caller of the limit that kept its call from being sent: {@code RateLimit} and {@code RateLimit-Policy} (IETF draft
 * 10, seconds left), and {@code X-RateLimit-*}, whose {@code Reset} is in seconds since 1970.
 */
final class LimitFields {

    private static final CharSequence RATE_LIMIT = HttpHeaders.createOptimized("ratelimit");
    private static final CharSequence POLICY = HttpHeaders.createOptimized("ratelimit-policy");
    private static final CharSequence LIMIT = HttpHeaders.createOptimized("x-ratelimit-limit");
    private static final CharSequence REMAINING = HttpHeaders.createOptimized("x-ratelimit-remaining");
    private static final CharSequence RESET = HttpHeaders.createOptimized("x-ratelimit-reset");
    private static final String NAME = "\"penstock\"";

    private LimitFields() {}

    /** Adds the fields where it was a limit that kept the call; those whose numbers are not known are left out. */
    static void add(MultiMap headers, @Nullable Exchange exchange, PenstockException failure) {
        LimitView view = exchange == null ? null : exchange.limitedBy();
        if (view != null && failure.problem() == Problem.RATE_LIMITED) {
            add(headers, view, InstantSource.system());
        }
    }

    static void add(MultiMap headers, LimitView view, InstantSource clock) {
        long wait = seconds(view.waitNanos());
        headers.set(RATE_LIMIT, NAME + ";r=" + view.left() + ";t=" + wait);
        if (view.limit() > 0) {
            String window = view.windowNanos() > 0 ? ";w=" + seconds(view.windowNanos()) : "";
            headers.set(POLICY, NAME + ";q=" + view.limit() + window);
            headers.set(LIMIT, Long.toString(view.limit()));
        }
        headers.set(REMAINING, Long.toString(view.left()));
        headers.set(RESET, Long.toString(clock.instant().getEpochSecond() + wait));
    }

    /** Rounded up: who comes back too early is refused again. */
    private static long seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(nanos + TimeUnit.SECONDS.toNanos(1) - 1);
    }
}
