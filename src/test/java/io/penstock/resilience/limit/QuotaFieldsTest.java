package io.penstock.resilience.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ResetUnit;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotaFieldsTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-22T08:00:00Z"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RateLimit: \"default\";r=50;t=30 | -1 | 50 | 30000",
                "RateLimit: \"hour\";r=900;t=3600, \"minute\";r=3;t=30 | -1 | 3 | 30000",
                "RateLimit: limit=100, remaining=40, reset=20 | 100 | 40 | 20000",
                "RateLimit-Limit: 100, 100;w=60; RateLimit-Remaining: 7; RateLimit-Reset: 12 | 100 | 7 | 12000",
                "X-RateLimit-Limit: 60; X-RateLimit-Remaining: 59; X-RateLimit-Reset: 1795334460 | 60 | 59 | 60000",
                "X-RateLimit-Limit: 5; X-RateLimit-Remaining: 0; X-RateLimit-Reset: 1795334460; X-RateLimit-Reset-After: 1.25 | 5 | 0 | 1250",
                "X-Rate-Limit-Limit: 15; X-Rate-Limit-Remaining: 14; X-Rate-Limit-Reset: 900 | 15 | 14 | 900000",
                "x-ratelimit-limit-requests: 500; x-ratelimit-remaining-requests: 499; x-ratelimit-reset-requests: 6m0s | 500 | 499 | 360000",
                "anthropic-ratelimit-requests-limit: 50; anthropic-ratelimit-requests-remaining: 49; anthropic-ratelimit-requests-reset: 2026-11-22T08:01:00Z | 50 | 49 | 60000",
                "X-RateLimit-Requests-Limit: 1500; X-RateLimit-Requests-Remaining: 1499; X-RateLimit-Requests-Reset: 1795334460000 | 1500 | 1499 | 60000",
                "X-HubSpot-RateLimit-Max: 100; X-HubSpot-RateLimit-Remaining: 99; X-HubSpot-RateLimit-Interval-Milliseconds: 10000 | 100 | 99 | 10000",
                "X-RateLimit-Remaining: 12 | -1 | 12 | -1"
            })
    void read_ofWhatUpstreamsSend_isTheQuota(String fields, long limit, long remaining, long resetMillis) {
        QuotaReading reading = read(fields(fields));

        assertThat(reading)
                .isEqualTo(new QuotaReading(
                        limit, remaining, resetMillis < 0 ? -1 : TimeUnit.MILLISECONDS.toNanos(resetMillis)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"Content-Type: text/plain", "RateLimit: ;;;", "RateLimit: r", "X-RateLimit-Remaining: many"})
    void read_ofWhatTellsNothing_isNothing(String fields) {
        assertThat(read(fields(fields))).isNull();
    }

    @Property
    void read_ofAnyText_doesNotFail(@ForAll String text) {
        for (String name : List.of("ratelimit", "x-ratelimit-remaining", "x-ratelimit-reset")) {
            MultiMap fields = HttpHeaders.headers().add("x-ratelimit-remaining", "1");
            fields.set(name, text.replaceAll("[^\\x20-\\x7e]", "="));
            QuotaReading reading = read(fields);
            assertThat(reading == null || reading.remaining() >= 0).isTrue();
        }
    }

    private static @Nullable QuotaReading read(MultiMap fields) {
        int way = QuotaFields.way(fields);
        return way < 0 ? null : QuotaFields.read(fields, way, ResetUnit.AUTO, CLOCK.millis());
    }

    private static MultiMap fields(String text) {
        MultiMap fields = HttpHeaders.headers();
        // A "; " before a name begins a field; one before a parameter does not.
        for (String field : text.split("; (?=[A-Za-z-]+: )", -1)) {
            int colon = field.indexOf(": ");
            fields.add(field.substring(0, colon), field.substring(colon + 2));
        }
        return fields;
    }
}
