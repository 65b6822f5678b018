package io.penstock.demo;

import io.vertx.core.MultiMap;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The ways in which real APIs announce their quotas. */
enum QuotaStyle {
    /** The IETF draft in its last form. */
    RATELIMIT {
        @Override
        void announce(Quotas.Left left, Instant now, MultiMap headers) {
            headers.add("RateLimit-Policy", "\"demo\";q=" + left.limit());
            headers.add("RateLimit", "\"demo\";r=" + left.remaining() + ";t=" + left.resetSeconds());
        }
    },
    /** The IETF draft in an earlier form. */
    RATELIMIT_FIELDS {
        @Override
        void announce(Quotas.Left left, Instant now, MultiMap headers) {
            three(headers, "RateLimit-", left, Long.toString(left.resetSeconds()));
        }
    },
    /** The most usual names, the reset in seconds since 1970. */
    X_RATELIMIT {
        @Override
        void announce(Quotas.Left left, Instant now, MultiMap headers) {
            long reset = now.plusMillis(left.resetMillis() + 999).getEpochSecond();
            three(headers, "X-RateLimit-", left, Long.toString(reset));
        }
    },
    /** The same names, the reset in seconds from now. */
    X_RATELIMIT_SECONDS {
        @Override
        void announce(Quotas.Left left, Instant now, MultiMap headers) {
            three(headers, "X-RateLimit-", left, Long.toString(left.resetSeconds()));
        }
    },
    /** The reset in milliseconds since 1970. */
    X_RATELIMIT_MILLIS {
        @Override
        void announce(Quotas.Left left, Instant now, MultiMap headers) {
            long reset = now.toEpochMilli() + left.resetMillis();
            three(headers, "X-RateLimit-Requests-", left, Long.toString(reset));
        }
    },
    /** The reset as a duration such as {@code 2m30s}. */
    DURATION {
        @Override
        void announce(Quotas.Left left, Instant now, MultiMap headers) {
            headers.add("X-RateLimit-Limit-Requests", Integer.toString(left.limit()));
            headers.add("X-RateLimit-Remaining-Requests", Integer.toString(left.remaining()));
            long seconds = left.resetSeconds();
            headers.add("X-RateLimit-Reset-Requests", (seconds >= 60 ? seconds / 60 + "m" : "") + seconds % 60 + "s");
        }
    },
    /** The reset as a date of RFC 3339. */
    DATE {
        @Override
        void announce(Quotas.Left left, Instant now, MultiMap headers) {
            String reset = now.plusMillis(left.resetMillis()).toString();
            three(headers, "Anthropic-RateLimit-Requests-", left, reset);
        }
    },
    /** Nothing is announced: there is only Retry-After when it is too late. */
    RETRY_AFTER {
        @Override
        void announce(Quotas.Left left, Instant now, MultiMap headers) {
            // See above.
        }
    };

    /** Adds the fields that tell what is left. */
    abstract void announce(Quotas.Left left, Instant now, MultiMap headers);

    private static void three(MultiMap headers, String prefix, Quotas.Left left, String reset) {
        headers.add(prefix + "Limit", Integer.toString(left.limit()));
        headers.add(prefix + "Remaining", Integer.toString(left.remaining()));
        headers.add(prefix + "Reset", reset);
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String words() {
        return Arrays.stream(values()).map(QuotaStyle::word).collect(Collectors.joining(", "));
    }

    static QuotaStyle of(String word) {
        return Arrays.stream(values())
                .filter(style -> style.word().equals(word))
                .findFirst()
                .orElseThrow(() -> Answers.badRequest(word + ": expected one of " + words()));
    }
}
