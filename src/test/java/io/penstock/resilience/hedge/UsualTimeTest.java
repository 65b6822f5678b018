package io.penstock.resilience.hedge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The usual time of answers is theirs, to a fourth, and follows them. */
class UsualTimeTest {

    @Property
    void percentile_isThatOfTheTimes(
            @ForAll @Size(min = UsualTime.FEWEST, max = 500)
                    List<@LongRange(min = 1, max = 3_600_000_000_000L) Long> times,
            @ForAll @IntRange(min = 50, max = 99) int percentile) {
        UsualTime usual = new UsualTime(percentile);
        for (long time : times) {
            usual.record(time);
        }
        List<Long> sorted = times.stream().sorted().toList();
        long exact = sorted.get((sorted.size() * percentile + 99) / 100 - 1);

        assertThat(usual.nanos()).isBetween(exact, exact + exact / 4 + 2);
    }

    @Test
    void fewTimes_areNotUsual() {
        UsualTime usual = new UsualTime(95);
        for (int i = 1; i < UsualTime.FEWEST; i++) {
            usual.record(1_000);
        }

        assertThat(usual.nanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void oldTimes_fade() {
        UsualTime usual = new UsualTime(95);
        for (int i = 0; i < 10_000; i++) {
            usual.record(TimeUnit.SECONDS.toNanos(1));
        }
        for (int i = 0; i < 10_000; i++) {
            usual.record(TimeUnit.MILLISECONDS.toNanos(1));
        }

        assertThat(usual.nanos()).isLessThan(TimeUnit.MILLISECONDS.toNanos(2));
    }
}
