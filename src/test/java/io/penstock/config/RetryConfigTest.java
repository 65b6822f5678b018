package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The settings of retries: their defaults, what a route inherits, and what contradicts itself. */
class RetryConfigTest {

    private static Reading crm(String settings) {
        return Reading.of("upstreams:\n  crm:\n    url: https://api.crm.example\n" + settings.indent(4));
    }

    @Test
    void defaults_areThreeRetriesWithinAFifth() {
        RetryConfig retry = crm("").crm().retry();

        assertThat(retry.retries()).isEqualTo(3);
        assertThat(retry.retriedStatuses()).containsExactly(429, 500, 502, 503, 504);
        assertThat(retry.baseDelay()).isEqualTo(Duration.ofMillis(100));
        assertThat(retry.budget()).isEqualTo(0.2);
    }

    @Test
    void maxAttempts_countsTheFirst() {
        assertThat(crm("retry: { maxAttempts: 5 }").crm().retry().retries()).isEqualTo(4);
        assertThat(crm("retry: { enabled: false }").crm().retry().retries()).isZero();
    }

    @Test
    void bothNumbers_areRejected() {
        assertThat(crm("retry: { maxRetries: 2, maxAttempts: 3 }").problems())
                .singleElement()
                .asString()
                .contains("retry.maxAttempts: 3; expected maxRetries (2) or maxAttempts, not both");
    }

    @Test
    void unknownNames_areRejectedWithTheNearest() {
        assertThat(crm("retry: { categories: [netwerk], never: [atempt-timeout] }")
                        .problems())
                .hasSize(2)
                .anySatisfy(problem -> assertThat(problem).contains("the nearest is network"))
                .anySatisfy(problem -> assertThat(problem).contains("the nearest is attempt-timeout"));
    }

    @Test
    void shortestPause_aboveTheLongest_isRejected() {
        assertThat(crm("retry: { baseDelay: 2s, maxDelay: 1s }").problems())
                .singleElement()
                .asString()
                .contains("retry.maxDelay: 1s; expected at least baseDelay (2s)");
        assertThat(crm("routes: [{ match: GET /a, retry: { baseDelay: 1m } }]").problems())
                .singleElement()
                .asString()
                .contains("retry.baseDelay: 1m; expected at most maxDelay (30s)");
    }

    @Test
    void route_inheritsWhatItLeavesOut() {
        UpstreamConfig upstream = crm("""
                        retry: { maxRetries: 5, baseDelay: 1s }
                        routes:
                          - match: GET /a
                            retry: { maxAttempts: 2, statuses: [503] }
                        """).crm();

        RetryConfig retry = upstream.retry().with(upstream.routes().get(0).retry());

        assertThat(retry.retries()).isEqualTo(1);
        assertThat(retry.retriedStatuses()).containsExactly(503);
        assertThat(retry.baseDelay()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void shortVariables_replaceDefaultsOnly() {
        Reading reading = Reading.of("""
                        upstreams:
                          plain: { url: https://a.example }
                          own: { url: https://b.example, retry: { maxRetries: 7, baseDelay: 2s } }
                        """)
                .with("RETRY_MAX_ATTEMPTS", "2")
                .with("MAX_RETRIES", "9")
                .with("RETRY_BASE_DELAY", "250")
                .with("RETRY_MAX_DELAY", "4s")
                .with("RETRY_EXPONENTIAL_BASE", "1.5");

        RetryConfig plain = reading.upstream("plain").retry();
        assertThat(plain.retries()).isEqualTo(9);
        assertThat(plain.baseDelay()).isEqualTo(Duration.ofMillis(250));
        assertThat(plain.maxDelay()).isEqualTo(Duration.ofSeconds(4));
        assertThat(plain.multiplier()).isEqualTo(1.5);
        RetryConfig own = reading.upstream("own").retry();
        assertThat(own.retries()).isEqualTo(7);
        assertThat(own.baseDelay()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void badShortVariable_isRejectedOnce() {
        assertThat(crm("").with("MAX_RETRIES", "many").problems())
                .containsExactly("environment variable MAX_RETRIES: many; expected a whole number from 0 to 20");
    }

    @Test
    void hedge_waitsForATimeOrAPercentile() {
        assertThat(crm("hedge: { after: p95 }").crm().hedge().percentile()).isEqualTo(95);
        assertThat(crm("hedge: { after: 250ms }").crm().hedge().delay()).isEqualTo(Duration.ofMillis(250));
        assertThat(crm("").crm().hedge().enabled()).isFalse();
        assertThat(crm("hedge: { after: p10 }").problems()).hasSize(1);
    }

    @Test
    void rule_withoutACondition_isRejected() {
        assertThat(crm("errors: [{ is: rate-limited, when: { status: 400, bodyContains: quota } }]")
                        .crm()
                        .errors())
                .hasSize(1);
        assertThat(crm("errors: [{ is: rate-limited }]").problems()).hasSize(1);
    }
}
