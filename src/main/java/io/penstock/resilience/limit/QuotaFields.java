package io.penstock.resilience.limit;

import io.penstock.config.ResetUnit;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
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
    private static final CharSequence POLICY = HttpHeaders.createOptimized("ratelimit-policy");

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
     * The quotas that are announced in one of the ways; none where the fields do not, or not so that they can be read.
     *
     * @param unit what a bare number is, for the ways that leave it open
     * @param nowMillis the time of day, in milliseconds since 1970
     */
    static List<QuotaReading> read(MultiMap fields, int way, ResetUnit unit, long nowMillis) {
        if (way == 0) {
            return structured(fields);
        }
        Names names = VENDORS.get(way - 1);
        long remaining = number(fields.get(names.remaining()));
        if (remaining < 0) {
            return List.of();
        }
        String reset = fields.get(names.reset());
        ResetUnit written = names.unit() == ResetUnit.AUTO ? unit : names.unit();
        return List.of(new QuotaReading(
                number(fields.get(names.limit())),
                remaining,
                reset == null ? -1 : WaitText.nanos(reset, written, nowMillis)));
    }

    /**
     * {@code "default";r=50;t=30}, one for each policy, whose quota {@code RateLimit-Policy: "default";q=100;w=60} tells; and
     * {@code limit=100, remaining=50, reset=30} of earlier drafts.
     */
    private static List<QuotaReading> structured(MultiMap fields) {
        List<QuotaReading> readings = new ArrayList<>(1);
        List<String> items = items(fields.getAll(RATE_LIMIT));
        List<String> policies = items(fields.getAll(POLICY));
        for (String item : items) {
            QuotaReading read = item.indexOf(';') < 0
                    ? reading("", item, ',', "limit", "remaining", "reset")
                    : reading(name(item), item, ';', "q", "r", "t");
            if (read != null) {
                readings.add(read.limit() > 0 ? read : withLimit(read, policies));
            }
        }
        return readings;
    }

    /** The members of lists, as many as are looked at; a list of the earlier form is one. */
    private static List<String> items(List<String> values) {
        List<String> items = new ArrayList<>(values.size());
        for (String value : values) {
            if (value.length() > LONGEST) {
                break;
            }
            boolean list = value.indexOf(';') >= 0;
            int start = 0;
            while (start < value.length() && items.size() < MOST_ITEMS) {
                int comma = list ? value.indexOf(',', start) : -1;
                int end = comma < 0 ? value.length() : comma;
                items.add(value.substring(start, end));
                start = end + 1;
            }
        }
        return items;
    }

    private static QuotaReading withLimit(QuotaReading read, List<String> policies) {
        for (String policy : policies) {
            if (name(policy).equals(read.name())) {
                long limit = number(parameter(policy, ';', "q"));
                return new QuotaReading(read.name(), limit, read.remaining(), read.resetNanos());
            }
        }
        return read;
    }

    private static String name(String item) {
        int end = item.indexOf(';');
        return (end < 0 ? item : item.substring(0, end)).strip();
    }

    private static @Nullable QuotaReading reading(
            String name, String item, char separator, String limit, String remaining, String reset) {
        long left = number(parameter(item, separator, remaining));
        if (left < 0) {
            return null;
        }
        long seconds = number(parameter(item, separator, reset));
        long resetNanos = seconds < 0 ? -1 : WaitText.nanos(Long.toString(seconds), ResetUnit.SECONDS, 0);
        return new QuotaReading(name, number(parameter(item, separator, limit)), left, resetNanos);
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
