package io.penstock.resilience.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class KeyedTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Keyed<Allowance> keyed =
            new Keyed<>(2, now -> new TokenBucket(Rate.of(1, SECOND, 1), now), Allowance::untouched);

    @Test
    void of_oneKey_isOneState() {
        assertThat(keyed.of("a", 0)).isSameAs(keyed.of("a", 0)).isNotSameAs(keyed.of("b", 0));
    }

    @Test
    void of_moreKeysThanAreToldApart_shareOne() {
        keyed.of("a", 0).tryTake(1, 0);
        keyed.of("b", 0).tryTake(1, 0);

        assertThat(keyed.of("c", 0)).isSameAs(keyed.of("d", 0)).isNotSameAs(keyed.of("a", 0));
        assertThat(keyed.states()).hasSize(2);
    }

    @Test
    void of_whenOthersAreAsGoodAsNew_forgetsThem() {
        keyed.of("a", 0).tryTake(1, 0);
        keyed.of("b", 0).tryTake(1, 0);

        Allowance late = keyed.of("c", SECOND);

        assertThat(keyed.states()).containsExactly(late);
    }
}
