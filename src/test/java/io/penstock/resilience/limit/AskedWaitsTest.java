package io.penstock.resilience.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ResetUnit;
import io.penstock.exchange.AskedWait;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The wait that an answer asks for. */
class AskedWaitsTest {

    private final AskedWait waits =
            new AskedWaits(ResetUnit.AUTO, InstantSource.fixed(Instant.parse("2026-11-22T08:00:00Z")));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0",
                "7 | 7",
                " 120 | 120",
                "99999999999999999999999999 | 31622400",
                "Sun, 22 Nov 2026 08:00:30 GMT | 30",
                "Sun, 22 Nov 2026 07:00:00 GMT | 0"
            })
    void nanos_ofRetryAfter_isItsSeconds(String value, long seconds) {
        assertThat(waits.nanos(503, fields("retry-after", value))).isEqualTo(TimeUnit.SECONDS.toNanos(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-1", "soon", "Sun, 22 Nov 2026", "٣"})
    void nanos_ofAFieldThatIsNoTime_isNone(String value) {
        assertThat(waits.nanos(503, fields("retry-after", value))).isEqualTo(AskedWait.NONE);
    }

    @Test
    void nanos_ofNoField_isNone() {
        assertThat(waits.nanos(429, MultiMap.caseInsensitiveMultiMap())).isEqualTo(AskedWait.NONE);
    }

    @Test
    void nanos_ofSeveralFields_isTheLongest() {
        assertThat(waits.nanos(503, fields("retry-after", "3").add("retry-after-ms", "4500")))
                .isEqualTo(4_500_000_000L);
    }

    @Test
    void nanos_ofADate_isComparedWithTheAnswersOwnClock() {
        MultiMap fields =
                fields("retry-after", "Mon, 01 Jan 2001 00:01:00 GMT").add("date", "Mon, 01 Jan 2001 00:00:15 GMT");

        assertThat(waits.nanos(429, fields)).isEqualTo(TimeUnit.SECONDS.toNanos(45));
    }

    @Test
    void nanos_ofADateBesideADateThatIsNone_isComparedWithTheClock() {
        MultiMap fields = fields("retry-after", "Sun, 22 Nov 2026 08:00:09 GMT").add("date", "today");

        assertThat(waits.nanos(429, fields)).isEqualTo(TimeUnit.SECONDS.toNanos(9));
    }

    @Test
    void nanos_ofA429WithASpentQuota_isUntilItIsRestored() {
        MultiMap spent = fields("x-ratelimit-remaining", "0").add("x-ratelimit-reset", "20");

        assertThat(waits.nanos(429, spent)).isEqualTo(TimeUnit.SECONDS.toNanos(20));
        assertThat(waits.nanos(200, spent)).isEqualTo(AskedWait.NONE);
    }

    @Test
    void nanos_ofA429WithSeveralQuotas_isUntilTheLastOfThoseThatAreSpent() {
        MultiMap spent = fields("ratelimit", "\"a\";r=0;t=5, \"b\";r=0;t=9, \"c\";r=4;t=60");

        assertThat(waits.nanos(429, spent)).isEqualTo(TimeUnit.SECONDS.toNanos(9));
    }

    @Test
    void nanos_ofAQuotaThatIsRestoredAtAMoment_isComparedWithTheAnswersOwnClock() {
        MultiMap spent = fields("x-ratelimit-remaining", "0")
                .add("x-ratelimit-reset", "1795334460")
                .add("date", "Sun, 22 Nov 2026 08:00:40 GMT");

        assertThat(waits.nanos(429, spent)).isEqualTo(TimeUnit.SECONDS.toNanos(20));
    }

    @Property(tries = 5_000)
    void nanos_ofAnyText_isNoneOrWithinAYear(
            @ForAll @StringLength(max = 60) String value, @ForAll @StringLength(max = 60) String date) {
        assertThat(waits.nanos(503, fields("retry-after", value).add("date", date)))
                .isBetween(AskedWait.NONE, TimeUnit.DAYS.toNanos(366));
    }

    @Property
    void nanos_ofAnyNumberOfSecondsThatIsAWait_isThatNumber(@ForAll @LongRange(min = 0, max = 2_591_999) long seconds) {
        assertThat(waits.nanos(503, fields("retry-after", Long.toString(seconds))))
                .isEqualTo(TimeUnit.SECONDS.toNanos(seconds));
    }

    private static MultiMap fields(String name, String value) {
        return MultiMap.caseInsensitiveMultiMap().add(name, value);
    }
}
