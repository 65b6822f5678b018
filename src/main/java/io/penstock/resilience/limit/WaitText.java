package io.penstock.resilience.limit;

import io.penstock.config.ResetUnit;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;

/**
 * Reads how upstreams write a time to wait: numbers of several units, dates of HTTP (RFC 9110, section 5.6.7) and of RFC
 * 3339, durations such as {@code 2m30s} or {@code PT30S}. Pure; reads no more than the first characters of what it is
 * given, and makes nothing of what it does not know.
 */
final class WaitText {

    /** What is read as no time at all. */
    static final long NONE = -1;

    private static final int LONGEST = 64;
    private static final double MOST_MILLIS = (double) TimeUnit.DAYS.toMillis(366);

    /** From here on a number of seconds is no wait that an upstream would ask for. */
    private static final double THIRTY_DAYS = 30 * 86_400;

    private static final double EPOCH_SECONDS = 1e9;
    private static final double EPOCH_MILLIS = 1e12;

    private WaitText() {}

    /**
     * The wait in nanoseconds, 0 where the time has passed, {@link #NONE} where the text is no time.
     *
     * @param unit what a bare number is
     * @param nowMillis the time of day, in milliseconds since 1970
     */
    static long nanos(String text, ResetUnit unit, long nowMillis) {
        String stripped = text.length() > LONGEST ? "" : text.strip();
        if (stripped.isEmpty()) {
            return NONE;
        }
        if (isNumber(stripped)) {
            return bounded(millis(Double.parseDouble(stripped), unit, nowMillis));
        }
        char first = stripped.charAt(0);
        if (isDigit(first) && stripped.indexOf('T') < 0) {
            return parts(stripped);
        }
        try {
            if (first == 'P' || first == 'p') {
                return bounded((double) Duration.parse(stripped).toMillis());
            }
            Instant at = isDigit(first) ? ZonedDateTime.parse(stripped).toInstant() : httpDate(stripped);
            return bounded((double) at.toEpochMilli() - nowMillis);
        } catch (DateTimeException | ArithmeticException e) {
            return NONE;
        }
    }

    /** The moment that a date of HTTP tells, in milliseconds since 1970; {@link #NONE} where it is none, or is before 1970. */
    static long dateMillis(String text) {
        String stripped = text.length() > LONGEST ? "" : text.strip();
        try {
            return Math.max(NONE, httpDate(stripped).toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
            return NONE;
        }
    }

    private static Instant httpDate(String text) {
        return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
    }

    private static double millis(double number, ResetUnit unit, long nowMillis) {
        return switch (unit) {
            case SECONDS -> number * 1_000;
            case MILLISECONDS -> number;
            case EPOCH_SECONDS -> number * 1_000 - nowMillis;
            case EPOCH_MILLISECONDS -> number - nowMillis;
            case AUTO -> {
                if (number < THIRTY_DAYS) {
                    yield number * 1_000;
                }
                if (number < EPOCH_SECONDS) {
                    yield number;
                }
                yield number < EPOCH_MILLIS ? number * 1_000 - nowMillis : number - nowMillis;
            }
        };
    }

    /** Numbers, each with its unit: {@code 1h2m}, {@code 6m0s}, {@code 1.5s}, {@code 20ms}. */
    private static long parts(String text) {
        double millis = 0;
        int at = 0;
        while (at < text.length()) {
            int start = at;
            while (at < text.length() && (isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
                at++;
            }
            int unitAt = at;
            while (at < text.length() && Character.isLetter(text.charAt(at))) {
                at++;
            }
            double unit = unitMillis(text.substring(unitAt, at));
            String number = text.substring(start, unitAt);
            if (unit == 0 || !isNumber(number)) {
                return NONE;
            }
            millis += Double.parseDouble(number) * unit;
        }
        return bounded(millis);
    }

    private static double unitMillis(String unit) {
        return switch (unit) {
            case "ns" -> 1e-6;
            case "us", "µs" -> 1e-3;
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            case "d" -> 86_400_000;
            default -> 0;
        };
    }

    private static boolean isNumber(String text) {
        int points = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            points += c == '.' ? 1 : 0;
            if (c != '.' && !isDigit(c)) {
                return false;
            }
        }
        return points <= 1 && text.length() > points;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static long bounded(double millis) {
        return (long) (Math.min(Math.max(0, millis), MOST_MILLIS) * 1e6);
    }
}
