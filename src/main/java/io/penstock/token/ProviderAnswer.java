package io.penstock.token;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an identity provider answered.
 *
 * @param body the whole content, of bounded size
 * @param arrived when, by our clock
 */
record ProviderAnswer(int status, MultiMap headers, Buffer body, Instant arrived) {

    private static final long LONGEST_WAIT_NANOS = Duration.ofDays(1).toNanos();
    // Date counts whole seconds and leaves the rest out: half a second is what it lacks on average.
    private static final long HALF_A_SECOND_MILLIS = 500;

    /** Whether it says that what was asked for was done. */
    boolean succeeded() {
        return status >= 200 && status < 300;
    }

    /** The content as an object or list, whatever type it is called: JSON, or a form as some providers send; else null. */
    @Nullable
    Object content() {
        String text = body.toString(StandardCharsets.UTF_8).strip();
        if (text.startsWith("{") || text.startsWith("[")) {
            try {
                Object value = Json.decodeValue(text);
                return value instanceof JsonObject || value instanceof JsonArray ? value : null;
            } catch (DecodeException e) {
                return null;
            }
        }
        return mediaType().equals("application/x-www-form-urlencoded") ? form(text) : null;
    }

    private static JsonObject form(String text) {
        JsonObject fields = new JsonObject();
        new QueryStringDecoder(text, StandardCharsets.UTF_8, false)
                .parameters()
                .forEach((name, values) -> fields.put(name, values.get(0)));
        return fields;
    }

    /** What the content is called, without parameters; empty where nothing readable is said. */
    String mediaType() {
        String type = headers.get("Content-Type");
        String bare = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return bare.matches("[a-z0-9/+.-]{1,64}") ? bare : "";
    }

    /** How far the provider's clock is ahead of ours; null where it does not say its time. */
    @Nullable
    Long skewMillis() {
        Instant date = date(headers.get("Date"));
        return date == null ? null : date.toEpochMilli() + HALF_A_SECOND_MILLIS - arrived.toEpochMilli();
    }

    /** The time at the provider when the answer arrived; by our own clock where it does not say. */
    Instant providerTime() {
        Long skew = skewMillis();
        return skew == null ? arrived : arrived.plusMillis(skew);
    }

    /** How long the provider asks to wait (RFC 9110, section 10.2.3), at most a day; −1 where it does not. */
    long retryAfterNanos() {
        String text = headers.get("Retry-After");
        if (text == null) {
            return -1;
        }
        if (text.strip().matches("[0-9]{1,9}")) {
            return bounded(Duration.ofSeconds(Long.parseLong(text.strip())));
        }
        Instant until = date(text);
        return until == null ? -1 : bounded(Duration.between(providerTime(), until));
    }

    private static long bounded(Duration wait) {
        Duration most = Duration.ofNanos(LONGEST_WAIT_NANOS);
        return wait.isNegative() ? 0 : wait.compareTo(most) > 0 ? LONGEST_WAIT_NANOS : wait.toNanos();
    }

    private static @Nullable Instant date(@Nullable String text) {
        try {
            return text == null
                    ? null
                    : ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** Without what it holds. */
    @Override
    public String toString() {
        return "ProviderAnswer[" + status + ", " + body.length() + " bytes]";
    }
}
