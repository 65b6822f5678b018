package io.penstock.resilience.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AllowancesTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final TokenBucket outer = new TokenBucket(Rate.of(10, SECOND, 10), 0);
    private final TokenBucket inner = new TokenBucket(Rate.of(1, SECOND, 2), 0);
    private final Allowances both = new Allowances(List.of(outer, inner));

    @Test
    void tryTake_theInnerRefuses_leavesTheOuterAsItWas() {
        assertThat(both.tryTake(2, 0)).isZero();

        assertThat(both.tryTake(1, 0)).isEqualTo(SECOND);

        assertThat(outer.available(0)).isEqualTo(8);
        assertThat(both.available(0)).isZero();
    }

    @Test
    void giveBack_restoresBoth() {
        both.tryTake(2, 0);

        both.giveBack(2, 0);

        assertThat(outer.available(0)).isEqualTo(10);
        assertThat(inner.available(0)).isEqualTo(2);
        assertThat(both.untouched(0)).isTrue();
    }

    @Test
    void waitNanos_isTheLongest() {
        assertThat(both.waitNanos(12, 0)).isEqualTo(10 * SECOND);
    }
}
