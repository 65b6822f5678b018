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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotaFieldsTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-22T08:00:00Z"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RateLimit: \"default\";r=50;t=30 | -1 | 50 | 30000",
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
        long resetNanos = resetMillis < 0 ? -1 : TimeUnit.MILLISECONDS.toNanos(resetMillis);

        assertThat(read(fields(fields)))
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("name")
                .containsExactly(new QuotaReading(limit, remaining, resetNanos));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"Content-Type: text/plain", "RateLimit: ;;;", "RateLimit: r", "X-RateLimit-Remaining: many"})
    void read_ofWhatTellsNothing_isNothing(String fields) {
        assertThat(read(fields(fields))).isEmpty();
    }

    @Test
    void read_ofAList_isEveryQuotaInIt_withTheLimitOfItsPolicy() {
        MultiMap fields = fields(
                        "RateLimit: \"day\";r=900;t=3600, \"minute\";r=3;t=30; RateLimit-Policy: \"minute\";q=60;w=60")
                .add("RateLimit-Policy", "\"day\";q=1000;w=86400");

        assertThat(read(fields))
                .containsExactly(
                        new QuotaReading("\"day\"", 1_000, 900, TimeUnit.SECONDS.toNanos(3_600)),
                        new QuotaReading("\"minute\"", 60, 3, TimeUnit.SECONDS.toNanos(30)));
    }

    @Test
    void read_ofAListThatIsTooLong_stops() {
        String item = "\"a\";r=1;t=1,";

        assertThat(read(HttpHeaders.headers().add("RateLimit", item.repeat(50))))
                .hasSize(8);
        assertThat(read(HttpHeaders.headers().add("RateLimit", item.repeat(500))))
                .isEmpty();
    }

    @Property
    void read_ofAnyText_doesNotFail(@ForAll String text) {
        for (String name : List.of("ratelimit", "x-ratelimit-remaining", "x-ratelimit-reset", "ratelimit-policy")) {
            MultiMap fields = HttpHeaders.headers().add("x-ratelimit-remaining", "1");
            if (name.startsWith("ratelimit")) {
                fields.add("ratelimit", "\"a\";r=1;t=1");
            }
            fields.set(name, text.replaceAll("[^\\x20-\\x7e]", "="));
            assertThat(read(fields)).allMatch(reading -> reading.remaining() >= 0);
        }
    }

    private static List<QuotaReading> read(MultiMap fields) {
        int way = QuotaFields.way(fields);
        return way < 0 ? List.of() : QuotaFields.read(fields, way, ResetUnit.AUTO, CLOCK.millis());
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
