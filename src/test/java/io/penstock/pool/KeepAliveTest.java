package io.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpHeaders;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeepAliveTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"timeout=5|5", "timeout=5, max=100|5", "max=7, Timeout=60|60", "timeout=0|0"})
    void timeout_isReadInSeconds(String value, long seconds) {
        assertThat(KeepAlive.timeoutNanos(HttpHeaders.headers().add("Keep-Alive", value)))
                .hasValue(TimeUnit.SECONDS.toNanos(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "max=5", "timeout", "timeout=", "timeout=soon", "timeout=-1"})
    void timeout_thatIsNone_isIgnored(String value) {
        assertThat(KeepAlive.timeoutNanos(HttpHeaders.headers().add("Keep-Alive", value)))
                .isEmpty();
    }

    @Test
    void timeout_isAbsent_whereTheFieldIs() {
        assertThat(KeepAlive.timeoutNanos(HttpHeaders.headers())).isEqualTo(OptionalLong.empty());
    }

    @Test
    void timeout_beyondAllBounds_doesNotOverflow() {
        assertThat(KeepAlive.timeoutNanos(HttpHeaders.headers().add("Keep-Alive", "timeout=" + "9".repeat(50)))
                        .orElse(-1))
                .isPositive();
    }
}
