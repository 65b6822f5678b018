package io.penstock.resilience.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.RetryConfig;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Pauses keep within their bounds, whatever the policy and whatever is drawn. */
class BackoffProperties {

    private static final RandomGenerator MIDDLE = () -> Long.MIN_VALUE;

    @Property
    void pause_keepsWithinTheJitterAndBelowTheCap(
            @ForAll RetryConfig.Backoff kind,
            @ForAll @IntRange(min = 1, max = 21) int retry,
            @ForAll @LongRange(max = 3_600_000_000_000L) long base,
            @ForAll @LongRange(max = 3_600_000_000_000L) long more,
            @ForAll @DoubleRange(min = 1, max = 10) double multiplier,
            @ForAll @DoubleRange(max = 1) double jitter,
            @ForAll long seed) {
        Backoff backoff = new Backoff(kind, base, base + more, multiplier, jitter);
        double nominal = Math.min((double) (base + more), growth(kind, base, multiplier, retry));

        long pause = backoff.nanos(retry, new Random(seed));

        boolean full = kind == RetryConfig.Backoff.FULL_JITTER;
        assertThat((double) pause)
                .isBetween(
                        full ? 0 : nominal * (1 - jitter) - 1,
                        Math.min((double) (base + more), full ? nominal : nominal * (1 + jitter)) + 1);
    }

    private static double growth(RetryConfig.Backoff kind, long base, double multiplier, int retry) {
        double growth = base;
        for (int i = 1; i < retry; i++) {
            growth = switch (kind) {
                case FIXED -> growth;
                case LINEAR -> growth + base;
                case EXPONENTIAL, FULL_JITTER -> growth * multiplier;
            };
        }
        return growth;
    }

    @Property
    void sameSeed_drawsTheSamePauses(@ForAll long seed) {
        Backoff backoff = new Backoff(RetryConfig.Backoff.EXPONENTIAL, 100, 30_000, 2, 0.1);

        assertThat(backoff.nanos(2, new Random(seed))).isEqualTo(backoff.nanos(2, new Random(seed)));
    }

    @Test
    void exponentialPauses_doubleUpToTheCap() {
        Backoff backoff = new Backoff(RetryConfig.Backoff.EXPONENTIAL, 100, 500, 2, 0);

        assertThat(IntStream.of(1, 2, 3, 4, 20).mapToLong(retry -> backoff.nanos(retry, MIDDLE)))
                .containsExactly(100L, 200L, 400L, 500L, 500L);
    }
}
