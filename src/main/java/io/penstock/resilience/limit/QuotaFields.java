package io.penstock.resilience.limit;

import io.penstock.config.ResetUnit;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields in which upstreams announce quotas: {@code RateLimit} (the IETF draft, in its last form and in its
 * earlier ones) and the names that vendors gave theirs. Pure; whatever comes, it reads a bounded number of characters.
 */
final class QuotaFields {

    private static final int LONGEST = 1_024;
    private static final int MOST_ITEMS = 8;

    /** One way to name the three; the fields of all of them have been seen in use. */
    private record Names(CharSequence limit, CharSequence remaining, CharSequence reset, ResetUnit unit) {

        static Names of(String limit, String remaining, String reset, ResetUnit unit) {
            return new Names(
                    HttpHeaders.createOptimized(limit),
                    HttpHeaders.createOptimized(remaining),
                    HttpHeaders.createOptimized(reset),
                    unit);
        }

        static Names of(String prefix, ResetUnit unit) {
            return of(prefix + "limit", prefix + "remaining", prefix + "reset", unit);
        }
    }

    private static final CharSequence RATE_LIMIT = HttpHeaders.createOptimized("ratelimit");

    private static final List<Names> VENDORS = List.of(
            Names.of("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset-after", ResetUnit.SECONDS),
            Names.of("x-ratelimit-", ResetUnit.AUTO),
            Names.of("ratelimit-", ResetUnit.AUTO),
            Names.of("x-rate-limit-", ResetUnit.AUTO),
            Names.of("rate-limit-", ResetUnit.AUTO),
            Names.of(
                    "x-ratelimit-limit-requests",
                    "x-ratelimit-remaining-requests",
                    "x-ratelimit-reset-requests",
                    ResetUnit.AUTO),
            Names.of("x-ratelimit-requests-", ResetUnit.AUTO),
            Names.of("anthropic-ratelimit-requests-", ResetUnit.AUTO),
            Names.of(
                    "x-hubspot-ratelimit-max",
                    "x-hubspot-ratelimit-remaining",
                    "x-hubspot-ratelimit-interval-milliseconds",
                    ResetUnit.MILLISECONDS));

    /** How many ways there are to name a quota. */
    static final int WAYS = VENDORS.size() + 1;

    private QuotaFields() {}

    /** The way in which these fields announce a quota; −1 where they do not. */
    static int way(MultiMap fields) {
        if (fields.contains(RATE_LIMIT)) {
            return 0;
        }
        for (int i = 0; i < VENDORS.size(); i++) {
            Names names = VENDORS.get(i);
            // The first way shares two names with the second, and differs in the third.
            if (fields.contains(names.remaining()) && (i > 0 || fields.contains(names.reset()))) {
                return i + 1;
            }
        }
        return -1;
    }

    /**
     * The quota that is announced in one of the ways; null where the fields do not, or not so that it can be read.
     *
     * @param unit what a bare number is, for the ways that leave it open
     * @param nowMillis the time of day, in milliseconds since 1970
     */
    static @Nullable QuotaReading read(MultiMap fields, int way, ResetUnit unit, long nowMillis) {
        if (way == 0) {
            return structured(fields.getAll(RATE_LIMIT));
        }
        Names names = VENDORS.get(way - 1);
        long remaining = number(fields.get(names.remaining()));
        if (remaining < 0) {
            return null;
        }
        String reset = fields.get(names.reset());
        ResetUnit written = names.unit() == ResetUnit.AUTO ? unit : names.unit();
        return new QuotaReading(
                number(fields.get(names.limit())),
                remaining,
                reset == null ? -1 : WaitText.nanos(reset, written, nowMillis));
    }

    /**
     * {@code "default";r=50;t=30}, one for each policy, of which the tightest counts; and {@code limit=100, remaining=50,
     * reset=30} of earlier drafts.
     */
    private static @Nullable QuotaReading structured(List<String> values) {
        QuotaReading tightest = null;
        int items = 0;
        for (String value : values) {
            if (value.length() > LONGEST || items >= MOST_ITEMS) {
                break;
            }
            if (value.indexOf(';') < 0) {
                return item(value, ',', "limit", "remaining", "reset");
            }
            int start = 0;
            while (start < value.length() && items < MOST_ITEMS) {
                int end = value.indexOf(',', start);
                end = end < 0 ? value.length() : end;
                QuotaReading read = item(value.substring(start, end), ';', "q", "r", "t");
                if (read != null && (tightest == null || read.tighterThan(tightest))) {
                    tightest = read;
                }
                start = end + 1;
                items++;
            }
        }
        return tightest;
    }

    private static @Nullable QuotaReading item(
            String item, char separator, String limit, String remaining, String reset) {
        long left = number(parameter(item, separator, remaining));
        if (left < 0) {
            return null;
        }
        long seconds = number(parameter(item, separator, reset));
        long resetNanos = seconds < 0 ? -1 : WaitText.nanos(Long.toString(seconds), ResetUnit.SECONDS, 0);
        return new QuotaReading(number(parameter(item, separator, limit)), left, resetNanos);
    }

    private static @Nullable String parameter(String item, char separator, String name) {
        int start = 0;
        while (start < item.length()) {
            int end = item.indexOf(separator, start);
            end = end < 0 ? item.length() : end;
            int equals = item.indexOf('=', start);
            if (equals >= 0
                    && equals < end
                    && item.substring(start, equals).strip().equalsIgnoreCase(name)) {
                return item.substring(equals + 1, end);
            }
            start = end + 1;
        }
        return null;
    }

    /** A number that is not negative, without what follows its digits; −1 where there is none. */
    private static long number(@Nullable String text) {
        if (text == null) {
            return -1;
        }
        String stripped = text.strip();
        long number = 0;
        int i = 0;
        while (i < stripped.length() && i < 18 && stripped.charAt(i) >= '0' && stripped.charAt(i) <= '9') {
            number = number * 10 + (stripped.charAt(i++) - '0');
        }
        return i == 0 ? -1 : number;
    }
}
