package io.penstock.resilience.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ResetUnit;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaitTextTest {

    /** 2026-11-22T08:00:00Z. */
    private static final long NOW_MILLIS = 1_795_334_400_000L;

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "30, 30000",
        "1.5, 1500",
        "' 7 ', 7000",
        "2591999, 2591999000",
        "5000000, 5000000",
        "1795334460, 60000",
        "1795334400, 0",
        "1795334300, 0",
        "1795334460000, 60000",
        "1795334460.5, 60500",
        "1s, 1000",
        "250ms, 250",
        "2m30s, 150000",
        "6m0s, 360000",
        "1h2m3.5s, 3723500",
        "1d, 86400000",
        "PT30S, 30000",
        "PT1H, 3600000",
        "2026-11-22T08:01:00Z, 60000",
        "2026-11-22T09:01:00.250+01:00, 60250",
        "'Sun, 22 Nov 2026 08:01:00 GMT', 60000",
        "'Sun, 22 Nov 2026 07:00:00 GMT', 0",
        "99999999999999999999, 31622400000"
    })
    void nanos_ofWhatUpstreamsWrite_isTheWait(String text, long millis) {
        assertThat(WaitText.nanos(text, ResetUnit.AUTO, NOW_MILLIS)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @ParameterizedTest
    @CsvSource({
        "60, SECONDS, 60000",
        "1795334460, SECONDS, 31622400000",
        "60, MILLISECONDS, 60",
        "1795334460, EPOCH_SECONDS, 60000",
        "60, EPOCH_SECONDS, 0",
        "1795334460000, EPOCH_MILLISECONDS, 60000"
    })
    void nanos_withTheUnitSet_takesNoGuess(String text, ResetUnit unit, long millis) {
        assertThat(WaitText.nanos(text, unit, NOW_MILLIS)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "' '",
        "soon",
        "-5",
        "1.2.3",
        ".",
        "5 s",
        "5x",
        "s",
        "1s2",
        "PT",
        "Sun",
        "2026-13-45T00:00:00Z",
        "1111111111111111111111111111111111111111111111111111111111111111111111"
    })
    void nanos_ofWhatIsNoTime_isNone(String text) {
        assertThat(WaitText.nanos(text, ResetUnit.AUTO, NOW_MILLIS)).isEqualTo(WaitText.NONE);
    }

    @Property
    void nanos_ofAnyText_isNoneOrAWaitWithinAYear(@ForAll String text, @ForAll ResetUnit unit) {
        assertThat(WaitText.nanos(text, unit, NOW_MILLIS)).isBetween(WaitText.NONE, TimeUnit.DAYS.toNanos(366));
    }

    @Property
    void nanos_ofTextLikeATime_isNoneOrAWaitWithinAYear(
            @ForAll
                    @StringLength(max = 30)
                    @CharRange(from = '0', to = '9')
                    @Chars({'.', 's', 'm', 'h', 'd', 'T', 'P', 'Z', '-', '+', ':'})
                    String text,
            @ForAll ResetUnit unit) {
        assertThat(WaitText.nanos(text, unit, NOW_MILLIS)).isBetween(WaitText.NONE, TimeUnit.DAYS.toNanos(366));
    }
}
