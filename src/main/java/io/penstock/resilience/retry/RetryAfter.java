package io.penstock.resilience.retry;

import io.penstock.exchange.AskedWait;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code Retry-After} (RFC 9110, section 10.2.3): seconds, or a date, which is compared with the answer's own
 * {@code Date} where it has one, so that a clock that is wrong does no harm. Thread-safe.
 */
public final class RetryAfter implements AskedWait {

    /** Beyond any deadline; a longer wait is taken for this one. */
    private static final long MOST_SECONDS = TimeUnit.DAYS.toSeconds(365);

    private static final int MOST_DIGITS = 18;

    private final InstantSource clock;

    /** A reader that compares dates with the clock where an answer has no {@code Date}. */
    public RetryAfter(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public long nanos(int status, MultiMap headers) {
        String value = headers.get(HttpHeaders.RETRY_AFTER);
        if (value == null) {
            return NONE;
        }
        String text = value.strip();
        long seconds = isNumber(text) ? number(text) : untilDate(text, headers);
        return seconds < 0 ? NONE : TimeUnit.SECONDS.toNanos(Math.min(seconds, MOST_SECONDS));
    }

    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static long number(String digits) {
        return digits.length() > MOST_DIGITS ? MOST_SECONDS : Long.parseLong(digits);
    }

    private long untilDate(String text, MultiMap headers) {
        Instant then = date(text);
        if (then == null) {
            return NONE;
        }
        String sent = headers.get(HttpHeaders.DATE);
        Instant now = sent == null ? null : date(sent.strip());
        return Math.max(
                0, Duration.between(now == null ? clock.instant() : now, then).toSeconds());
    }

    private static @Nullable Instant date(String text) {
        try {
            return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
