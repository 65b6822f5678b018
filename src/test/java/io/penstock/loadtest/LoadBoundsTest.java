package io.penstock.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LoadBoundsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    static Stream<Arguments> outOfBounds() {
        Duration hour = Duration.ofHours(1);
        return Stream.of(
                refused(() -> load(0, 1, SECOND, SECOND, null, SECOND, 1), "--rate: 0; expected 1 to 200000"),
                refused(() -> load(200_001, 1, SECOND, SECOND, null, SECOND, 1), "--rate: 200001"),
                refused(() -> load(null, 0, SECOND, SECOND, null, SECOND, 1), "--concurrency: 0; expected 1 to 10000"),
                refused(() -> load(null, 10_001, SECOND, SECOND, null, SECOND, 1), "--concurrency: 10001"),
                refused(
                        () -> load(null, 1, Duration.ZERO, SECOND, null, SECOND, 1),
                        "--duration: 0 ms; expected 10 ms to 10 m"),
                refused(() -> load(null, 1, hour, SECOND, null, SECOND, 1), "--duration: 3600000 ms"),
                refused(() -> load(null, 1, SECOND, hour, null, SECOND, 1), "--warmup: 3600000 ms"),
                refused(() -> load(null, 1, SECOND, SECOND, 0L, SECOND, 1), "--requests: 0"),
                refused(() -> load(null, 1, SECOND, SECOND, null, hour, 1), "--timeout: 3600000 ms"),
                refused(() -> load(null, 1, SECOND, SECOND, null, SECOND, 21), "--rounds: 21; expected 1 to 20"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("outOfBounds")
    void load_withoutABound_isRefused(Supplier<Load> load, String message) {
        assertThatThrownBy(load::get)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void describe_saysHowTheGatewayIsDriven() {
        assertThat(load(null, 1, SECOND, Duration.ZERO, null, SECOND, 1).describe())
                .isEqualTo("closed loop over 1 connection, 1 s after 0 s of warm-up");
        assertThat(load(500, 64, Duration.ofMillis(1500), SECOND, 900L, SECOND, 3)
                        .describe())
                .isEqualTo(
                        "open loop at 500 calls/s over 64 connections, at most 900 calls in 1.5 s after 1 s of warm-up,"
                                + " 3 rounds: counts are sums, the rest are medians");
    }

    private static Arguments refused(Supplier<Load> load, String message) {
        return Arguments.of(load, message);
    }

    private static Load load(
            @Nullable Integer rate,
            int concurrency,
            Duration duration,
            Duration warmup,
            @Nullable Long requests,
            Duration timeout,
            int rounds) {
        return new Load(rate, concurrency, duration, warmup, requests, timeout, rounds);
    }
}
