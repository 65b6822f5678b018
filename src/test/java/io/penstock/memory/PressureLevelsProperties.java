package io.penstock.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.exchange.MemoryPressure.Level;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever is read, and whenever, the level is what the readings of the last time justify, and ends when they do. */
class PressureLevelsProperties {

    private static final double[] THRESHOLDS = {0, 0.75, 0.85, 0.95};
    private static final long STALE = PressureLevels.STALE_NANOS;

    /**
     * What happens next.
     *
     * @param share what is read; NaN where nothing is
     * @param nanos how far the clock goes before
     */
    record Step(double share, long nanos) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Double> shares = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.just(Double.NaN)),
                Tuple.of(4, Arbitraries.doubles().between(0, 1.2)),
                Tuple.of(2, Arbitraries.of(0.75, 0.85, 0.95)));
        Arbitrary<Long> nanos = Arbitraries.frequency(
                Tuple.of(6, STALE / 30), Tuple.of(2, STALE / 2), Tuple.of(2, STALE), Tuple.of(1, 5 * STALE));
        return Combinators.combine(shares, nanos)
                .as(Step::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(100);
    }

    @Property(tries = 500)
    void level_isWhatReadingsJustify(@ForAll("steps") List<Step> steps) {
        PressureLevels levels = new PressureLevels(THRESHOLDS[1], THRESHOLDS[2], THRESHOLDS[3]);
        long now = 0;
        long readAt = 0;
        for (Step step : steps) {
            now += step.nanos();
            Level before = levels.level();
            if (Double.isNaN(step.share())) {
                levels.age(now);
                long whole = (now - readAt) / STALE;
                assertThat(levels.level()).as("never up by itself").isLessThanOrEqualTo(before);
                assertThat(levels.level().rank())
                        .as("%d times 30 s after the last reading", whole)
                        .isLessThanOrEqualTo((int) Math.max(0, 3 - whole));
                assertThat(before == levels.level() || whole > 0)
                        .as("not down before its time")
                        .isTrue();
            } else {
                levels.read(step.share(), now);
                readAt = now;
                Level after = levels.level();
                assertThat(step.share())
                        .as("below the next threshold")
                        .isLessThan(after == Level.CRITICAL ? Double.MAX_VALUE : THRESHOLDS[after.rank() + 1]);
                double least = THRESHOLDS[after.rank()] * (after.compareTo(before) > 0 ? 1 : 1 - PressureLevels.MARGIN);
                assertThat(step.share()).as("the level's threshold").isGreaterThanOrEqualTo(least - 1e-9);
            }
        }
        levels.age(now + 3 * STALE);
        assertThat(levels.level()).as("in the end").isEqualTo(Level.NORMAL);
    }
}
