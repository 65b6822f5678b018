package io.penstock.batching.coalesce;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.exchange.MemoryPressure.Level;
import org.junit.jupiter.api.Test;

class HeldBytesTest {

    private Level level = Level.NORMAL;
    private final HeldBytes held = new HeldBytes(100, () -> level);

    @Test
    void limit_isLowerWhileMemoryIsShort() {
        assertThat(held.tryTake(60)).isTrue();
        assertThat(held.exhausted()).isFalse();

        level = Level.ELEVATED;
        assertThat(held.exhausted()).isTrue();
        assertThat(held.tryTake(1)).isFalse();

        held.giveBack(30);
        assertThat(held.tryTake(20)).isTrue();
        assertThat(held.tryTake(1)).isFalse();

        level = Level.NORMAL;
        assertThat(held.tryTake(50)).isTrue();
        assertThat(held.held()).isEqualTo(100);
    }
}
