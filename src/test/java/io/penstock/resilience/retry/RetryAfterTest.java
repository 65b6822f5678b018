package io.penstock.resilience.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.exchange.AskedWait;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code Retry-After} asks for. */
class RetryAfterTest {

    private final AskedWait retryAfter = new RetryAfter(() -> Instant.parse("2026-11-22T08:00:00Z"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0",
                "7 | 7",
                " 120 | 120",
                "99999999999999999999999999 | 31536000",
                "Sun, 22 Nov 2026 08:00:30 GMT | 30",
                "Sun, 22 Nov 2026 07:00:00 GMT | 0"
            })
    void field_isReadAsSeconds(String value, long seconds) {
        assertThat(retryAfter.nanos(503, fields("retry-after", value))).isEqualTo(TimeUnit.SECONDS.toNanos(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-1", "1.5", "soon", "7s", "Sun, 22 Nov 2026", "٣"})
    void fieldOfAnotherForm_asksForNothing(String value) {
        assertThat(retryAfter.nanos(503, fields("retry-after", value))).isEqualTo(AskedWait.NONE);
    }

    @Test
    void date_isComparedWithTheAnswersOwnClock() {
        MultiMap fields =
                fields("retry-after", "Mon, 01 Jan 2001 00:01:00 GMT").add("date", "Mon, 01 Jan 2001 00:00:15 GMT");

        assertThat(retryAfter.nanos(429, fields)).isEqualTo(TimeUnit.SECONDS.toNanos(45));
    }

    @Test
    void answerWithoutTheField_asksForNothing() {
        assertThat(retryAfter.nanos(503, MultiMap.caseInsensitiveMultiMap())).isEqualTo(AskedWait.NONE);
    }

    @Property(tries = 5_000)
    void anyText_isSurvived(@ForAll @StringLength(max = 60) String value, @ForAll @StringLength(max = 60) String date) {
        assertThat(retryAfter.nanos(503, fields("retry-after", value).add("date", date)))
                .isBetween(AskedWait.NONE, TimeUnit.DAYS.toNanos(365));
    }

    @Property
    void anyNumber_isReadOrBounded(@ForAll @LongRange(min = 0) long seconds) {
        assertThat(retryAfter.nanos(503, fields("retry-after", Long.toString(seconds))))
                .isEqualTo(TimeUnit.SECONDS.toNanos(Math.min(seconds, 31_536_000)));
    }

    private static MultiMap fields(String name, String value) {
        return MultiMap.caseInsensitiveMultiMap().add(name, value);
    }
}
