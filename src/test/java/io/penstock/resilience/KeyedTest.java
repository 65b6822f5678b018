package io.penstock.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KeyedTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** States that are as good as new while they are 0. */
    private final Keyed<AtomicInteger> keyed =
            new Keyed<>(2, now -> new AtomicInteger(), (state, now) -> state.get() == 0);

    @Test
    void of_oneKey_isOneState() {
        assertThat(keyed.of("a", 0)).isSameAs(keyed.of("a", 0)).isNotSameAs(keyed.of("b", 0));
    }

    @Test
    void of_moreKeysThanAreToldApart_shareOne() {
        keyed.of("a", 0).set(1);
        keyed.of("b", 0).set(1);

        assertThat(keyed.of("c", 0)).isSameAs(keyed.of("d", 0)).isNotSameAs(keyed.of("a", 0));
        assertThat(keyed.states()).hasSize(2);
        assertThat(keyed.shared()).isSameAs(keyed.of("e", 0));
    }

    @Test
    void of_whenOthersAreAsGoodAsNew_forgetsThem() {
        keyed.of("a", 0);
        keyed.of("b", 0);

        AtomicInteger late = keyed.of("c", SECOND);

        assertThat(keyed.states()).containsExactly(late);
    }

    @Test
    void of_whileAllAreInUse_looksForOneToForgetNowAndThen() {
        AtomicInteger looks = new AtomicInteger();
        Keyed<Object> busy = new Keyed<>(1, now -> new Object(), (state, now) -> looks.incrementAndGet() < 0);
        busy.of("a", 0);

        for (int i = 0; i < 1_000; i++) {
            busy.of("key " + i, i);
        }
        assertThat(looks).hasValue(1);

        busy.of("late", SECOND);
        assertThat(looks).hasValue(2);
    }
}
