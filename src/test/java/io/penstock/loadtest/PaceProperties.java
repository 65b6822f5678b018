package io.penstock.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class PaceProperties {

    @Property
    void open_isEvenToTheNanosecond(
            @ForAll @IntRange(min = 1, max = 200_000) int rate, @ForAll @LongRange(max = 100_000_000) long call) {
        Pace pace = Pace.open(rate);

        long interval = pace.dueNanos(call + 1, 0) - pace.dueNanos(call, 0);

        assertThat(interval).isBetween(1_000_000_000L / rate, 1_000_000_000L / rate + 1);
    }

    @Property
    void open_hasExactlyTheRateInEachSecond(
            @ForAll @IntRange(min = 1, max = 200_000) int rate, @ForAll @LongRange(max = 600) long second) {
        assertThat(Pace.open(rate).dueNanos(second * rate, 0)).isEqualTo(TimeUnit.SECONDS.toNanos(second));
    }
}
