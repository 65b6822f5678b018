package io.penstock.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.RawResponse;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitedTest {

    @RegisterExtension
    static final RunningDemo DEMO = new RunningDemo();

    @ParameterizedTest
    @CsvSource({
        "ratelimit, RateLimit, '\"demo\";r=2;t=60'",
        "ratelimit-fields, RateLimit-Remaining, 2",
        "x-ratelimit, X-RateLimit-Remaining, 2",
        "x-ratelimit-seconds, X-RateLimit-Reset, 60",
        "x-ratelimit-millis, X-RateLimit-Requests-Remaining, 2",
        "duration, X-RateLimit-Reset-Requests, 1m0s",
        "date, Anthropic-RateLimit-Requests-Remaining, 2"
    })
    void limited_withinTheQuota_announcesWhatIsLeft(String style, String field, String value) throws IOException {
        RawResponse answer = DEMO.get("/limited/" + style + "?limit=3&window=60s");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.field(field)).isEqualTo(value);
    }

    @Test
    void limited_overTheQuota_isRefusedAndCounted() throws IOException {
        DEMO.get("/limited/retry-after?limit=1&window=50s");

        RawResponse answer = DEMO.get("/limited/retry-after?limit=1&window=50s");

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.field("Retry-After")).isIn("49", "50");
        assertThat(DEMO.api().stats().getLong("tooManyRequests")).isOne();
        assertThat(DEMO.api().stats().getLong("callsOverQuota")).isOne();
    }

    @Test
    void quotaExhausted_isAlwaysRefused() throws IOException {
        RawResponse answer = DEMO.get("/quota-exhausted");

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.field("Retry-After")).isEqualTo("3600");
        assertThat(answer.field("X-RateLimit-Remaining")).isEqualTo("0");
    }

    @Test
    void limited_inNoKnownStyle_isRefused() throws IOException {
        assertThat(DEMO.get("/limited/morse").status()).isEqualTo(400);
    }
}
