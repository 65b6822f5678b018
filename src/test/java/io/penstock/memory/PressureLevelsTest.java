package io.penstock.memory;

import static io.penstock.exchange.MemoryPressure.Level.CRITICAL;
import static io.penstock.exchange.MemoryPressure.Level.ELEVATED;
import static io.penstock.exchange.MemoryPressure.Level.HIGH;
import static io.penstock.exchange.MemoryPressure.Level.NORMAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.exchange.MemoryPressure.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PressureLevelsTest {

    private static final long STALE = PressureLevels.STALE_NANOS;

    private final PressureLevels levels = new PressureLevels(0.75, 0.85, 0.95);

    @ParameterizedTest
    @CsvSource({"0, NORMAL", "0.74, NORMAL", "0.75, ELEVATED", "0.85, HIGH", "0.95, CRITICAL", "3, CRITICAL"})
    void read_atAThreshold_reachesItsLevelAtOnce(double share, Level level) {
        levels.read(share, 0);

        assertThat(levels.level()).isEqualTo(level);
    }

    @Test
    void read_aLittleBelowTheThreshold_keepsTheLevel() {
        levels.read(0.85, 0);

        levels.read(0.82, 1);
        assertThat(levels.level()).isEqualTo(HIGH);
        levels.read(0.80, 2);
        assertThat(levels.level()).isEqualTo(ELEVATED);
    }

    @Test
    void read_farBelow_endsAllLevelsAtOnce() {
        levels.read(0.99, 0);

        levels.read(0.1, 1);

        assertThat(levels.level()).isEqualTo(NORMAL);
    }

    @Test
    void age_withoutReadings_stepsDownOneLevelAtATime() {
        levels.read(0.99, 0);

        levels.age(STALE - 1);
        assertThat(levels.level()).isEqualTo(CRITICAL);
        levels.age(STALE);
        assertThat(levels.level()).isEqualTo(HIGH);
        levels.age(2 * STALE - 1);
        assertThat(levels.level()).isEqualTo(HIGH);
        levels.age(2 * STALE);
        assertThat(levels.level()).isEqualTo(ELEVATED);
        levels.age(3 * STALE);
        assertThat(levels.level()).isEqualTo(NORMAL);
    }

    @Test
    void age_afterANewReading_beginsAnew() {
        levels.read(0.99, 0);
        levels.age(STALE - 1);

        levels.read(0.99, STALE - 1);
        levels.age(2 * STALE - 2);

        assertThat(levels.level()).isEqualTo(CRITICAL);
    }

    @Test
    void age_acrossTheOverflowOfTheClock_stillCounts() {
        levels.read(0.99, Long.MAX_VALUE - 1);

        levels.age(Long.MAX_VALUE - 1 + STALE);

        assertThat(levels.level()).isEqualTo(HIGH);
    }
}
