package io.penstock.token;

import io.penstock.config.TokenAnswerConfig;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Tells how long a token is valid. Moments are measured by the provider's clock, which set them. What cannot be read is
 * unknown and not an error: the token is good, and a 401 will tell when it no longer is.
 */
final class LifeReader {

    private static final BigDecimal NANOS_PER_MILLI = BigDecimal.valueOf(1_000_000);
    private static final BigDecimal MILLIS_PER_SECOND = BigDecimal.valueOf(1_000);
    private static final BigDecimal LONGEST_NANOS =
            BigDecimal.valueOf(Duration.ofDays(10 * 365).toNanos());
    private static final int LONGEST_NUMBER = 40;

    private final TokenAnswerConfig config;
    private final AnswerPath path;

    LifeReader(TokenAnswerConfig config) {
        this.config = config;
        this.path = new AnswerPath(config.expiresPath());
    }

    /** The rest of a token's life in nanoseconds; {@link IssuedToken#UNKNOWN_LIFE} where nothing tells it. */
    long nanos(Object content, String accessToken, Instant providerTime) {
        long told = told(content, accessToken, providerTime);
        return told == IssuedToken.UNKNOWN_LIFE && config.life() != null
                ? config.life().toNanos()
                : told;
    }

    private long told(Object content, String accessToken, Instant providerTime) {
        String text = path.textIn(content);
        return switch (config.expires()) {
            case SECONDS -> ofMillis(times(number(text), MILLIS_PER_SECOND));
            case MILLISECONDS -> ofMillis(number(text));
            case EPOCH_SECONDS -> until(times(number(text), MILLIS_PER_SECOND), providerTime);
            case EPOCH_MILLISECONDS -> until(number(text), providerTime);
            case ISO_8601 -> until(iso8601(text), providerTime);
            case JWT -> until(times(exp(accessToken), MILLIS_PER_SECOND), providerTime);
            case FIXED, UNKNOWN -> IssuedToken.UNKNOWN_LIFE;
        };
    }

    /** Zero and less stand for unknown: some say so of tokens that never end, and one that has ended tells nothing. */
    private static long ofMillis(@Nullable BigDecimal millis) {
        if (millis == null || millis.signum() <= 0) {
            return IssuedToken.UNKNOWN_LIFE;
        }
        return millis.multiply(NANOS_PER_MILLI).min(LONGEST_NANOS).longValue();
    }

    private static long until(@Nullable BigDecimal epochMillis, Instant providerTime) {
        return epochMillis == null
                ? IssuedToken.UNKNOWN_LIFE
                : ofMillis(epochMillis.subtract(BigDecimal.valueOf(providerTime.toEpochMilli())));
    }

    private static @Nullable BigDecimal times(@Nullable BigDecimal number, BigDecimal factor) {
        return number == null ? null : number.multiply(factor);
    }

    private static @Nullable BigDecimal number(@Nullable String text) {
        // An exponent could make a number of a billion digits.
        if (text == null
                || text.length() > LONGEST_NUMBER
                || !text.strip().matches("-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]{1,2})?")) {
            return null;
        }
        return new BigDecimal(text.strip());
    }

    private static @Nullable BigDecimal iso8601(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            // Without an offset it can only be meant in UTC.
            String whole = text.strip()
                    .replaceFirst("^(\\S+T[0-9:.]+)$", "$1Z")
                    .replaceFirst("([+-][0-9]{2})([0-9]{2})$", "$1:$2");
            return BigDecimal.valueOf(OffsetDateTime.parse(whole).toInstant().toEpochMilli());
        } catch (DateTimeParseException | ArithmeticException e) {
            return null;
        }
    }

    /** The claim exp of a JWT (RFC 7519, section 4.1.4), whose signature is its recipient's matter. */
    private static @Nullable BigDecimal exp(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return null;
        }
        try {
            JsonObject claims =
                    new JsonObject(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
            return number(new AnswerPath("exp").textIn(claims));
        } catch (IllegalArgumentException | DecodeException e) {
            return null;
        }
    }
}
