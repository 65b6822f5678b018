package io.penstock.pool;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** What an answer's head says of the connection's future (RFC 9112, section 9.3). */
final class KeepAlive {

    private static final String TIMEOUT = "timeout=";

    private KeepAlive() {}

    /** Whether the connection may carry another request after this answer. */
    static boolean reusable(HttpVersion version, MultiMap headers) {
        if (version == HttpVersion.HTTP_2) {
            return true;
        }
        boolean persistent = version == HttpVersion.HTTP_1_1 || hasOption(headers, HttpHeaders.KEEP_ALIVE.toString());
        return persistent && !hasOption(headers, HttpHeaders.CLOSE.toString());
    }

    private static boolean hasOption(MultiMap headers, String option) {
        if (!headers.contains(HttpHeaders.CONNECTION)) {
            return false;
        }
        for (String value : headers.getAll(HttpHeaders.CONNECTION)) {
            // Nearly always it is one option, which need not be taken apart.
            if (value.indexOf(',') < 0 ? is(option, value) : isListed(option, value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isListed(String option, String value) {
        for (String each : value.split(",", -1)) {
            if (is(option, each)) {
                return true;
            }
        }
        return false;
    }

    private static boolean is(String option, String text) {
        return text.strip().equalsIgnoreCase(option);
    }

    /** The time after which the server closes the idle connection, where its {@code Keep-Alive} field says so. */
    static OptionalLong timeoutNanos(MultiMap headers) {
        String value = headers.get("keep-alive");
        if (value == null) {
            return OptionalLong.empty();
        }
        int at = value.toLowerCase(Locale.ROOT).indexOf(TIMEOUT);
        if (at < 0) {
            return OptionalLong.empty();
        }
        long seconds = 0;
        int i = at + TIMEOUT.length();
        int first = i;
        while (i < value.length() && Character.digit(value.charAt(i), 10) >= 0 && i - first < 9) {
            seconds = seconds * 10 + Character.digit(value.charAt(i++), 10);
        }
        return i == first ? OptionalLong.empty() : OptionalLong.of(TimeUnit.SECONDS.toNanos(seconds));
    }
}
