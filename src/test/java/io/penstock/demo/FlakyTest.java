package io.penstock.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlakyTest {

    @RegisterExtension
    static final RunningDemo DEMO = new RunningDemo();

    @ParameterizedTest
    @CsvSource({"'', 50, 503", "?percent=20, 20, 503", "?percent=100&status=500, 100, 500", "?percent=0, 0, 503"})
    void flaky_ofAHundredCalls_failsTheShareAskedFor(String query, int expected, int status) throws IOException {
        int failed = 0;
        for (int i = 0; i < 100; i++) {
            int got = DEMO.get("/flaky" + query).status();
            assertThat(got).isIn(200, status);
            failed += got == status ? 1 : 0;
        }

        assertThat(failed).isEqualTo(expected);
    }

    @Test
    void down_alwaysFails() throws IOException {
        assertThat(DEMO.get("/down").status()).isEqualTo(503);
        assertThat(DEMO.get("/down?status=500&retryAfter=7").status()).isEqualTo(500);
        assertThat(DEMO.get("/down?status=500&retryAfter=7").field("Retry-After"))
                .isEqualTo("7");
    }

    @Test
    void flaky_withAShareAboveAll_is400() throws IOException {
        assertThat(DEMO.get("/flaky?percent=101").status()).isEqualTo(400);
    }
}
